// The README's examples compile as a reader would write them, and the one for Node runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { serve } from './support/http.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = await readFile(join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^### (.+?)$[^]*?```(tsx?)\n([^]*?)```/gm)].map(
  ([, title = '', extension = '', code = '']) => ({ title, extension, code }),
);

const alias = {
  'todo-lambda-client/axios': join(folder, 'src/axios.ts'),
  'todo-lambda-client/mail': join(folder, 'src/mail.ts'),
  'todo-lambda-client/react': join(folder, 'src/react.ts'),
  'todo-lambda-client': join(folder, 'src/index.ts'),
};

it('has six examples', () => {
  expect(examples.map(({ extension }) => extension)).toEqual(['ts', 'ts', 'ts', 'ts', 'tsx', 'ts']);
});

it('compiles each of them', { timeout: 60_000 }, () => {
  const files = examples.map(({ extension, code }, index) => [`example-${index}.${extension}`, code] as const);
  expect(errorsIn(new Map(files))).toEqual([]);
  expect(
    errorsIn(new Map([['wrong.ts', "import { createClient } from 'todo-lambda-client'; createClient(1);"]])),
  ).toEqual(["wrong.ts: Argument of type 'number' is not assignable to parameter of type 'ClientOptions'."]);
});

it('logs in from Node and prints the email', { timeout: 60_000 }, async () => {
  const api = await serve();
  const place = await mkdtemp(join(tmpdir(), 'readme-'));
  const { code = '' } = examples.at(-1) ?? {};
  await writeFile(join(place, 'example.ts'), code);
  const output = { file: join(place, 'example.mjs') };
  await build({ input: join(place, 'example.ts'), resolve: { alias }, platform: 'node', output, logLevel: 'silent' });
  const env = { ...process.env, API_URL: api.baseUrl };
  const node = spawn(process.execPath, [output.file], { cwd: place, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await Promise.all([text(node.stdout), once(node, 'exit')]);
  const kept = JSON.parse(await readFile(join(place, 'session.json'), 'utf8')) as Record<string, unknown>;
  await rm(place, { recursive: true });
  expect(printed).toBe('ada@example.com\n');
  expect(kept).toHaveProperty('refresh_token');
});

/** Type-checks the texts as if they were files of this package. */
function errorsIn(files: Map<string, string>): string[] {
  const project = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => expect.fail(messageText as string),
    },
  );
  const options: ts.CompilerOptions = {
    ...project?.options,
    paths: Object.fromEntries(Object.entries(alias).map(([name, path]) => [name, [path]])),
  };
  const texts = new Map([...files].map(([name, code]) => [join(folder, name), code]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => texts.has(name) || disk.fileExists(name),
    readFile: (name) => texts.get(name) ?? disk.readFile(name),
    getSourceFile(name, target, ...rest) {
      const code = texts.get(name);
      return code === undefined ? disk.getSourceFile(name, target, ...rest) : ts.createSourceFile(name, code, target);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.replace(folder, '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
