"""A peer: the same API as a tutorial would write it, with FastAPI, boto3, PyJWT, argon2-cffi and Mangum."""
import os
import secrets
import time
from datetime import date, datetime, timezone

import boto3
import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from botocore.exceptions import ClientError
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.security import OAuth2PasswordBearer
from mangum import Mangum
from pydantic import BaseModel

app = FastAPI(root_path="", redirect_slashes=False)
table = boto3.resource("dynamodb").Table(os.environ.get("TABLE_NAME", "tasks"))
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
ACCESS = os.environ["ACCESS_TOKEN_SECRET"]
REFRESH = os.environ["REFRESH_TOKEN_SECRET"]
ACCESS_S = int(os.environ.get("ACCESS_TOKEN_EXPIRE_MINUTES", "15")) * 60
REFRESH_S = int(os.environ.get("REFRESH_TOKEN_EXPIRE_MINUTES", "1440")) * 60
oauth2 = OAuth2PasswordBearer(tokenUrl="/api/v1/login", auto_error=False)


class User(BaseModel):
    id: int
    email: str
    created_at: str


class UserIn(BaseModel):
    email: str
    password: str


class Credentials(BaseModel):
    username: str
    password: str


class TaskIn(BaseModel):
    title: str
    description: str = ""
    deadline: date | None = None


class TaskPatch(BaseModel):
    title: str | None = None
    description: str | None = None
    deadline: date | None = None
    completed: bool | None = None


class Task(BaseModel):
    id: int
    title: str
    description: str
    deadline: str | None
    completed: bool
    creation_date: str
    last_update: str
    owner_id: str


class Page(BaseModel):
    items: list[Task]
    total: int
    page: int
    size: int
    pages: int


class RefreshIn(BaseModel):
    refresh_token: str


def unauthorized(detail):
    return HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})


@app.exception_handler(HTTPException)
async def problem(_: Request, e: HTTPException):
    body = {"type": "about:blank", "title": "error", "status": e.status_code, "detail": e.detail}
    return JSONResponse(body, e.status_code, e.headers, "application/problem+json")


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def tokens(user, sid, gen):
    t = int(time.time())
    claims = {"sub": str(user["id"]), "email": user["email"], "created_at": user["created_at"], "iat": t}
    return {
        "access_token": jwt.encode(claims | {"exp": t + ACCESS_S}, ACCESS, "HS256"),
        "token_type": "bearer",
        "expires_in": ACCESS_S,
        "refresh_token": jwt.encode(claims | {"sid": sid, "gen": gen, "exp": t + REFRESH_S}, REFRESH, "HS256"),
    }


def current_user(token: str | None = Depends(oauth2)) -> User:
    try:
        c = jwt.decode(token or "", ACCESS, ["HS256"])
    except jwt.ExpiredSignatureError:
        raise unauthorized("Expired Access Token")
    except jwt.PyJWTError:
        raise unauthorized("Could not validate credentials")
    return User(id=int(c["sub"]), email=c["email"], created_at=c["created_at"])


@app.post("/api/v1/users/", status_code=201)
def create_user(body: UserIn) -> User:
    item = {"pk": "USER#" + body.email, "sk": "P", "id": secrets.randbits(52), "email": body.email,
            "created_at": now(), "hash": hasher.hash(body.password)}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    except ClientError:
        raise HTTPException(409, "taken")
    return User(**item)


@app.post("/api/v1/login")
def login(body: Credentials):
    user = table.get_item(Key={"pk": "USER#" + body.username, "sk": "P"}).get("Item")
    try:
        if not user:
            raise VerifyMismatchError
        hasher.verify(user["hash"], body.password)
    except VerifyMismatchError:
        raise unauthorized("Incorrect email or password")
    sid = secrets.token_urlsafe(16)
    table.put_item(Item={"pk": "S#" + sid, "sk": "S", "gen": 0, "ttl": int(time.time()) + REFRESH_S})
    return tokens(user, sid, 0)


@app.post("/api/v1/refresh")
def refresh(body: RefreshIn):
    try:
        c = jwt.decode(body.refresh_token, REFRESH, ["HS256"])
        table.update_item(Key={"pk": "S#" + c["sid"], "sk": "S"}, UpdateExpression="SET gen = :g",
                          ConditionExpression="gen <= :g", ExpressionAttributeValues={":g": c["gen"]})
    except (jwt.PyJWTError, ClientError):
        raise unauthorized("Could not validate credentials")
    return tokens({"id": c["sub"], "email": c["email"], "created_at": c["created_at"]}, c["sid"], c["gen"] + 1)


def task(i, user):
    return Task(id=i["id"], title=i["title"], description=i["description"], deadline=i.get("deadline"),
                completed=i["completed"], creation_date=i["creation_date"], last_update=i["last_update"],
                owner_id=str(user.id))


@app.get("/api/v1/tasks/")
def list_tasks(page: int = 1, size: int = 50, completed: bool | None = None, user: User = Depends(current_user)) -> Page:
    items = table.query(KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": f"U#{user.id}"})["Items"]
    items = [item for item in items if completed is None or item["completed"] == completed]
    part = items[(page - 1) * size: page * size]
    return Page(items=[task(i, user) for i in part], total=len(items), page=page, size=size,
                pages=-(-len(items) // size))


@app.post("/api/v1/tasks/", status_code=201)
def create_task(body: TaskIn, user: User = Depends(current_user)) -> Task:
    t, i = now(), secrets.randbits(52)
    item = {"pk": f"U#{user.id}", "sk": f"T#{i:016d}", "id": i, "title": body.title, "description": body.description,
            "completed": False, "creation_date": t, "last_update": t}
    if body.deadline:
        item["deadline"] = body.deadline.isoformat()
    table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    return task(item, user)


def key(task_id, user):
    return {"pk": f"U#{user.id}", "sk": f"T#{task_id:016d}"}


@app.patch("/api/v1/tasks/{task_id}")
def patch_task(task_id: int, body: TaskPatch, user: User = Depends(current_user)) -> Task:
    changes = body.model_dump(mode="json", exclude_unset=True) | {"last_update": now()}
    try:
        changed = table.update_item(
            Key=key(task_id, user), ConditionExpression="attribute_exists(pk)", ReturnValues="ALL_NEW",
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changes),
            ExpressionAttributeNames={f"#{name}": name for name in changes},
            ExpressionAttributeValues={f":{name}": value for name, value in changes.items()})
    except ClientError:
        raise HTTPException(404, "Task not found")
    return task(changed["Attributes"], user)


@app.delete("/api/v1/tasks/{task_id}", status_code=204)
def delete_task(task_id: int, user: User = Depends(current_user)) -> None:
    try:
        table.delete_item(Key=key(task_id, user), ConditionExpression="attribute_exists(pk)")
    except ClientError:
        raise HTTPException(404, "Task not found")


handler = Mangum(app, lifespan="off")
