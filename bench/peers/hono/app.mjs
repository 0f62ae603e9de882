// A peer: the same API with Hono, the AWS SDK, jose and @node-rs/argon2.
import { randomBytes } from "node:crypto";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { hash, verify } from "@node-rs/argon2";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { HTTPException } from "hono/http-exception";
import { jwtVerify, SignJWT, errors } from "jose";

const db = new DynamoDBClient({});
const TableName = process.env.TABLE_NAME ?? "tasks";
const key = (k) => new TextEncoder().encode(process.env[k]);
const ACCESS = key("ACCESS_TOKEN_SECRET");
const REFRESH = key("REFRESH_TOKEN_SECRET");
const ACCESS_S = 60 * Number(process.env.ACCESS_TOKEN_EXPIRE_MINUTES ?? 15);
const REFRESH_S = 60 * Number(process.env.REFRESH_TOKEN_EXPIRE_MINUTES ?? 1440);
const ARGON = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
const HS256 = { algorithms: ["HS256"] };

const app = new Hono({ strict: false }).basePath("/api/v1");
const fail = (status, detail) => new HTTPException(status, { message: detail });
app.onError((e, c) => {
  const status = e.status ?? 500;
  const body = { type: "about:blank", title: "error", status, detail: e.message };
  const headers = { "content-type": "application/problem+json" };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return c.body(JSON.stringify(body), status, headers);
});

const randomId = () => Number(randomBytes(8).readBigUInt64BE() >> 12n);
const sign = (claims, secret, iat, seconds) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).setIssuedAt(iat).setExpirationTime(iat + seconds).sign(secret);

async function tokens(user, sid, gen) {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { sub: String(user.id), email: user.email, created_at: user.created_at };
  return {
    access_token: await sign(claims, ACCESS, iat, ACCESS_S),
    token_type: "bearer",
    expires_in: ACCESS_S,
    refresh_token: await sign({ ...claims, sid, gen }, REFRESH, iat, REFRESH_S),
  };
}

async function user(c) {
  const token = (c.req.header("authorization") ?? "").replace(/^bearer /i, "");
  try {
    const { payload: p } = await jwtVerify(token, ACCESS, HS256);
    return { id: Number(p.sub), email: p.email, created_at: p.created_at };
  } catch (e) {
    throw fail(401, e instanceof errors.JWTExpired ? "Expired Access Token" : "Could not validate credentials");
  }
}

const task = (i, owner) => ({
  id: Number(i.id.N), title: i.title.S, description: i.description.S, deadline: i.deadline?.S ?? null,
  completed: i.completed.BOOL, creation_date: i.creation_date.S, last_update: i.last_update.S, owner_id: String(owner.id),
});

app.post("/users", async (c) => {
  const { email, password } = await c.req.json();
  const u = { id: randomId(), email, created_at: new Date().toISOString() };
  const Item = { pk: { S: "USER#" + email }, sk: { S: "P" }, id: { N: String(u.id) }, email: { S: email },
    created_at: { S: u.created_at }, hash: { S: await hash(password, ARGON) } };
  await db.send(new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" }));
  return c.json(u, 201);
});

app.post("/login", async (c) => {
  const { username, password } = await c.req.json();
  if (!username || !password) throw fail(422, "missing field");
  const { Item } = await db.send(new GetItemCommand({ TableName, Key: { pk: { S: "USER#" + username }, sk: { S: "P" } } }));
  if (!Item || !(await verify(Item.hash.S, password))) throw fail(401, "Incorrect email or password");
  const sid = randomBytes(16).toString("base64url");
  const ttl = String(Math.floor(Date.now() / 1000) + REFRESH_S);
  await db.send(new PutItemCommand({ TableName, Item: { pk: { S: "S#" + sid }, sk: { S: "S" }, gen: { N: "0" }, ttl: { N: ttl } } }));
  return c.json(await tokens({ id: Item.id.N, email: Item.email.S, created_at: Item.created_at.S }, sid, 0));
});

app.post("/refresh", async (c) => {
  try {
    const { refresh_token } = await c.req.json();
    const { payload: p } = await jwtVerify(refresh_token, REFRESH, HS256);
    await db.send(new UpdateItemCommand({ TableName, Key: { pk: { S: "S#" + p.sid }, sk: { S: "S" } },
      UpdateExpression: "SET gen = :g", ConditionExpression: "gen <= :g", ExpressionAttributeValues: { ":g": { N: String(p.gen) } } }));
    return c.json(await tokens({ id: p.sub, email: p.email, created_at: p.created_at }, p.sid, p.gen + 1));
  } catch {
    throw fail(401, "Could not validate credentials");
  }
});

app.get("/tasks", async (c) => {
  const u = await user(c);
  const page = Number(c.req.query("page") ?? 1);
  const size = Number(c.req.query("size") ?? 50);
  const { Items } = await db.send(new QueryCommand({ TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: "U#" + u.id } } }));
  const completed = c.req.query("completed");
  const found = completed === undefined ? Items : Items.filter((i) => i.completed.BOOL === (completed === "true"));
  const items = found.slice((page - 1) * size, page * size).map((i) => task(i, u));
  return c.json({ items, total: found.length, page, size, pages: Math.ceil(found.length / size) });
});

app.post("/tasks", async (c) => {
  const u = await user(c);
  const { title, description = "", deadline } = await c.req.json();
  const id = randomId();
  const t = { S: new Date().toISOString() };
  const Item = { pk: { S: "U#" + u.id }, sk: { S: "T#" + String(id).padStart(16, "0") }, id: { N: String(id) }, title: { S: title },
    description: { S: description }, completed: { BOOL: false }, creation_date: t, last_update: t };
  if (deadline) Item.deadline = { S: deadline };
  await db.send(new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" }));
  return c.json(task(Item, u), 201);
});

export const handler = handle(app);
