import assert from "node:assert/strict";
import { saveSource } from "../../../lib/db/projects.ts";
import { userId } from "../../../lib/db/users.ts";
import { aMirror } from "../../support/mirror.ts";
import { aUser } from "../../support/model.ts";

Deno.test("userId() gives a person one key, however often they are met", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const [ada, again, bob] = mirror.write((tx) => [
    userId(tx, sourceId, aUser("ada")),
    userId(tx, sourceId, aUser("ada")),
    userId(tx, sourceId, aUser("bob")),
  ]);
  assert.equal(ada, again);
  assert.notEqual(ada, bob);
  assert.deepEqual(mirror.column("select username from users order by username"), ["ada", "bob"]);
});

Deno.test("userId() has no key for nobody", () => {
  using mirror = aMirror();
  assert.equal(mirror.write((tx) => userId(tx, mirror.scope.sourceId, null)), null);
});

Deno.test("userId() follows a rename", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const before = aUser("ada");
  const after = { ...before, username: "lovelace", name: "Ada Lovelace" };
  const keys = mirror.write((tx) => [userId(tx, sourceId, before), userId(tx, sourceId, after)]);
  assert.equal(keys[0], keys[1]);
  assert.deepEqual(mirror.rows("select username, name from users"), [
    { username: "lovelace", name: "Ada Lovelace" },
  ]);
});

Deno.test("userId() keeps what a shorter answer leaves out, and takes what a longer one adds", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const full = aUser("ada", {
    avatarUrl: "https://forge.test/a.png",
    webUrl: "https://forge.test/ada",
  });
  const short = aUser("ada", { avatarUrl: null, webUrl: null, state: null });
  const known = { avatar_url: full.avatarUrl, web_url: full.webUrl, state: "active" };
  for (const order of [[full, short], [short, full], [full, short, full]]) {
    for (const user of order) {
      mirror.write((tx) => {
        // As a process does that meets them for the first time.
        tx.remembered(`users:${sourceId}`).clear();
        userId(tx, sourceId, user);
      });
    }
    assert.deepEqual(mirror.rows("select avatar_url, web_url, state from users"), [known]);
  }
  mirror.write((tx) => userId(tx, sourceId, { ...full, state: "blocked" }));
  assert.deepEqual(mirror.column("select state from users"), ["blocked"]);
});

Deno.test("userId() forgets whom it met in a transaction that rolled back", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const failure = new Error("disk full");
  assert.throws(() =>
    mirror.write((tx) => {
      userId(tx, sourceId, aUser("ada"));
      throw failure;
    }), failure);
  const key = mirror.write((tx) => userId(tx, sourceId, aUser("ada")));
  assert.deepEqual(mirror.column("select id from users where username = 'ada'"), [key]);
});

Deno.test("userId() tells people of different sources apart, whatever their numbers", () => {
  using mirror = aMirror();
  const keys = mirror.write((tx) => {
    const other = saveSource(tx, { name: "oss", forge: "github", url: "https://other.test" });
    return [userId(tx, mirror.scope.sourceId, aUser("ada")), userId(tx, other, aUser("ada"))];
  });
  assert.notEqual(keys[0], keys[1]);
});
