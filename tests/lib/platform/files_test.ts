import assert from "node:assert/strict";
import { join } from "node:path";
import {
  fileInfo,
  fileMode,
  isTaken,
  listFolder,
  makeFolder,
  openAppend,
  readText,
  remove,
  tryLockFile,
  writeNewText,
  writeText,
} from "../../../lib/platform/files.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const encoder = new TextEncoder();

Deno.test("writeText() replaces a file whole: who reads the old one goes on reading it", () => {
  using folder = temporaryFolder();
  const path = folder.write("state.json", "old text");
  using reader = Deno.openSync(path);
  writeText(path, "new");
  const bytes = new Uint8Array(100);
  const length = reader.readSync(bytes) ?? 0;
  assert.equal(new TextDecoder().decode(bytes.subarray(0, length)), "old text");
  assert.equal(readText(path), "new");
  assert.deepEqual(listFolder(folder.path), [{ name: "state.json", isFile: true }]);
});

Deno.test("writeNewText() writes what is new and leaves what is there, a dangling link as well", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "config.json");
  assert.equal(writeNewText(path, "first"), true);
  assert.equal(writeNewText(path, "second"), false);
  assert.equal(readText(path), "first");
  const link = join(folder.path, "link.json");
  Deno.symlinkSync(join(folder.path, "nowhere"), link);
  assert.equal(fileInfo(link), undefined);
  assert.equal(isTaken(link), true);
  assert.equal(writeNewText(link, "third"), false);
  assert.throws(() => writeNewText(join(folder.path, "no/such"), "x"), Deno.errors.NotFound);
  assert.equal(isTaken(join(folder.path, "no/such")), false);
  const names = listFolder(folder.path).map(({ name }) => name).sort();
  assert.deepEqual(names, ["config.json", "link.json"]);
});

Deno.test("writeText() gives the file the mode that is asked for", {
  ignore: Deno.build.os === "windows",
}, () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "secret");
  writeText(path, "x", { mode: 0o600 });
  assert.equal(fileMode(path), 0o600);
});

Deno.test("openAppend() adds whole lines from several holders of one file", () => {
  using folder = temporaryFolder();
  const path = folder.write("log", "before\n");
  {
    using first = openAppend(path);
    using second = openAppend(path);
    first.write(encoder.encode("one\n"));
    second.write(encoder.encode("two\n"));
    first.write(encoder.encode("three\n"));
  }
  assert.equal(readText(path), "before\none\ntwo\nthree\n");
});

Deno.test("openAppend() makes the file when it is not there", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "new");
  using file = openAppend(path);
  file.write(encoder.encode("x"));
  assert.equal(fileInfo(path)?.size, 1);
});

Deno.test("tryLockFile() gives a lock to one holder at a time", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lock");
  {
    using held = tryLockFile(path);
    assert.equal(held?.path, path);
    assert.equal(tryLockFile(path), undefined);
  }
  using again = tryLockFile(path);
  assert.notEqual(again, undefined);
});

Deno.test("tryLockFile() gets the lock of a process that was killed", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lock");
  const source = import.meta.resolve("../../../lib/platform/files.ts");
  const holder = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { tryLockFile } from ${JSON.stringify(source)};
       globalThis.held = tryLockFile(${JSON.stringify(path)});
       console.log("held");
       setInterval(() => {}, 1000);`,
    ],
    stdout: "piped",
  }).spawn();
  const output = holder.stdout.getReader();
  await output.read();
  assert.equal(tryLockFile(path), undefined);
  holder.kill("SIGKILL");
  await holder.status;
  await output.cancel();
  using lock = tryLockFile(path);
  assert.notEqual(lock, undefined);
});

Deno.test("What is not there has no entries, no info and no mode, and is removed already", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "nothing");
  assert.deepEqual(listFolder(path), []);
  assert.equal(fileInfo(path), undefined);
  assert.equal(fileMode(path), undefined);
  remove(path);
});

Deno.test("listFolder() does not take folders and links for files", {
  ignore: Deno.build.os === "windows",
}, () => {
  using folder = temporaryFolder();
  folder.write("file", "");
  makeFolder(join(folder.path, "folder", "below"));
  Deno.symlinkSync(join(folder.path, "file"), join(folder.path, "link"));
  const files = listFolder(folder.path).filter(({ isFile }) => isFile).map(({ name }) => name);
  assert.deepEqual(files, ["file"]);
});

Deno.test("makeFolder() does nothing when the folder is there, remove() takes all that is in it", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a", "b");
  makeFolder(path);
  makeFolder(path);
  folder.write("a/b/c", "text");
  remove(join(folder.path, "a"));
  assert.deepEqual(listFolder(folder.path), []);
});
