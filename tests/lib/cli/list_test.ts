import assert from "node:assert/strict";
import { z } from "zod";
import { defineCommand, LIST_FLAGS } from "../../../lib/cli/mod.ts";
import { runLore } from "../../support/fake_host.ts";

interface Room {
  readonly number: number;
  readonly name: string;
  readonly guest?: string;
}

const HOTEL: readonly Room[] = Array.from({ length: 120 }, (_, index) => ({
  number: index + 1,
  name: `Room ${index + 1}`,
}));

function hotel(list: readonly Room[], newestLast = false) {
  return defineCommand({
    name: "rooms",
    summary: "List rooms",
    flags: {
      ...LIST_FLAGS,
      floor: { kind: "parsed", parse: String, optional: true, brief: "On this floor" },
    },
    positional: { words: { kind: "rest", parse: String, brief: "Whatever" } },
    permissions: [],
    usesConfig: false,
    list: { rows: ["beds", "rooms"], newestLast },
    run(_app, { limit, offset }) {
      const end = newestLast ? Math.max(0, list.length - offset) : offset + limit;
      const rooms = list.slice(newestLast ? Math.max(0, end - limit) : offset, end);
      return { rooms, truncated: list.length > offset + limit, owner: "Ada" };
    },
    text: ({ rooms }) => rooms.map(({ name }) => name).join("\n"),
    resultSchema: () =>
      Promise.resolve(z.strictObject({
        rooms: z.array(z.strictObject({
          number: z.number(),
          name: z.string(),
          guest: z.string().optional(),
        })),
        truncated: z.boolean(),
        owner: z.string(),
      })),
  });
}

interface Answer {
  readonly data: { readonly rooms: readonly Room[]; readonly truncated: boolean };
  readonly meta: {
    readonly truncated: boolean;
    readonly next?: string;
    readonly shortened?: unknown;
  };
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly actions: readonly string[];
  };
}

async function ask(
  argv: readonly string[],
  { list = HOTEL, newestLast = false } = {},
): Promise<Answer & { readonly code: number; readonly chars: number }> {
  const { code, out } = await runLore(argv, { commands: [hotel(list, newestLast)] });
  return { ...JSON.parse(out), code, chars: out.length };
}

Deno.test("a list ends after 50 rows and names the command for the rest", async () => {
  const { data, meta } = await ask(["rooms", "-J"]);
  assert.equal(data.rooms.length, 50);
  assert.deepEqual([data.truncated, meta.truncated], [true, true]);
  assert.equal(meta.next, "lore --robot rooms --offset 50");
});

Deno.test("the last page says that there is no other", async () => {
  const { data, meta } = await ask(["rooms", "-J", "--offset", "100"]);
  assert.equal(data.rooms.length, 20);
  assert.deepEqual([meta.truncated, "next" in meta], [false, false]);
});

Deno.test("meta.next carries every word that was typed, quoted for a shell", async () => {
  const { meta } = await ask([
    "--config=my config.json",
    "rooms",
    "--floor=-1",
    "-J",
    "-n7",
    "--offset",
    "7",
    "--",
    "it's",
    "-x",
  ]);
  assert.equal(
    meta.next,
    "lore --config 'my config.json' --robot rooms --floor=-1 --limit 7 --offset 14 -- 'it'\\''s' -x",
  );
});

Deno.test("following meta.next gives every row once, whatever --max-chars allows", async () => {
  for (const newestLast of [false, true]) {
    const seen: number[] = [];
    let line: string | undefined = "lore --robot rooms --limit 40 --max-chars 700";
    for (let pages = 0; line !== undefined; pages++) {
      assert.ok(pages < 40, "it never ends");
      const answer: Awaited<ReturnType<typeof ask>> = await ask(line.split(" ").slice(1), {
        newestLast,
      });
      assert.ok(answer.chars <= 700, `${answer.chars} characters`);
      const numbers = answer.data.rooms.map(({ number }) => number);
      if (newestLast) seen.unshift(...numbers);
      else seen.push(...numbers);
      line = answer.meta.next;
    }
    assert.deepEqual(seen, HOTEL.map(({ number }) => number));
  }
});

Deno.test("--max-chars holds to the character, up to the whole answer", async () => {
  const list = HOTEL.slice(0, 12).map((room) => ({ ...room, name: `"${room.name}"\n🏨` }));
  const whole = await ask(["rooms", "-J"], { list });
  for (let limit = 230; limit <= whole.chars; limit++) {
    const answer = await ask(["rooms", "-J", "--max-chars", String(limit)], { list });
    assert.equal(answer.code, 0, `${limit}`);
    assert.ok(answer.chars <= limit, `${answer.chars} > ${limit}`);
    assert.ok(answer.data.rooms.length > 0);
    assert.equal(answer.meta.truncated, answer.data.rooms.length < list.length);
  }
  const enough = await ask(["rooms", "-J", "--max-chars", String(whole.chars)], { list });
  assert.equal(enough.data.rooms.length, list.length);
});

Deno.test("a row that is too long has its longest text cut, and says so", async () => {
  const name = "🏨".repeat(500);
  const list = [{ number: 1, name }, { number: 2, name: "small" }];
  const { data, meta, chars } = await ask(["rooms", "-J", "--max-chars", "400"], { list });
  assert.ok(chars <= 400);
  assert.equal(data.rooms.length, 1);
  assert.match(data.rooms[0]?.name ?? "", /^(?:🏨)+…$/u);
  assert.deepEqual(meta.shortened, [{ path: "rooms.0.name", chars: 1000 }]);
  assert.equal(meta.next, "lore --robot rooms --max-chars 400 --offset 1");
});

Deno.test("too few characters for one row are refused with how many it takes", async () => {
  const { code, error } = await ask(["rooms", "-J", "--max-chars", "20"]);
  assert.equal(code, 2);
  assert.equal(error?.message, "--max-chars 20 leaves no room for an answer");
  const least = /--max-chars (\d+)/.exec(error?.hint ?? "")?.[1] ?? "";
  assert.deepEqual(error?.actions, [`lore --robot rooms --max-chars ${least}`]);
  assert.equal((await ask(["rooms", "-J", "--max-chars", least])).code, 0);
});

Deno.test("--fields keeps these fields of each row, in the order given", async () => {
  const { out } = await runLore(["rooms", "-Jn1", "--fields", "name, number"], {
    commands: [hotel(HOTEL)],
  });
  assert.match(out, /"rooms":\[\{"name":"Room 1","number":1\}\]/);
});

Deno.test("--fields takes a field that only other rows have", async () => {
  const { code, data } = await ask(["rooms", "-Jn1", "--fields=number,guest"]);
  assert.deepEqual([code, data.rooms], [0, [{ number: 1 }]]);
});

Deno.test("--fields refuses a field that no row has, with all that there are and the line that was meant", async (t) => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [
      ["--fields", "number,nmae"],
      "Did you mean name? There are also number, guest",
      "lore --robot rooms --fields number,name",
    ],
    [
      ["--json-fields", "nmae", "-n", "2"],
      "Did you mean name? There are also number, guest",
      "lore --robot rooms --limit 2 --fields name",
    ],
    [["--fields", "colour"], "Fields are number, name, guest", "lore rooms --help"],
  ];
  for (const [flags, hint, action] of cases) {
    await t.step(flags.join(" "), async () => {
      const { code, error } = await ask(["rooms", "-J", ...flags]);
      assert.equal(code, 2);
      assert.match(error?.message ?? "", /^Rows have no field "(nmae|colour)"$/);
      assert.deepEqual([error?.hint, error?.actions], [hint, [action]]);
    });
  }
});

Deno.test("--json-fields turns robot mode on", async () => {
  const { data } = await ask(["rooms", "--json-fields", "number", "-n2"]);
  assert.deepEqual(data.rooms, [{ number: 1 }, { number: 2 }]);
});

Deno.test("bounds of JSON are refused where text is asked for", async () => {
  for (const flag of ["--fields=name", "--max-chars=500"]) {
    const { code, err } = await runLore(["rooms", flag], { commands: [hotel(HOTEL)] });
    assert.equal(code, 2);
    assert.match(err, /is for JSON, and this is text[\s\S]*Give --robot as well/);
  }
});
