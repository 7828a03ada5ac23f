import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAddress, isListed, readAddressList, shortAddress } from "./address-list.ts";

test("entries are kept in their shortest form, folded and none twice", () => {
  const given = ["203.0.113.7", " 203.0.113.7/32 ", "::ffff:203.0.113.7", "10.0.0.0/8", "::ffff:10.0.0.0/104"];
  const six = ["2001:0DB8:0::/32", "2001:db8::1", "2001:DB8:0:0:0:0:0:1/128", "::/0", "0.0.0.0/0"];
  expect(readAddressList([...given, ...six])).toEqual({
    list: ["203.0.113.7", "10.0.0.0/8", "2001:db8::/32", "2001:db8::1", "::/0", "0.0.0.0/0"],
    wrong: [],
  });
});

test.each([
  ...["", "localhost", "10.0.0.1:443", "10.0.0.256", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8"],
  ...["10.1.2.3/8", "2001:db8::1/64", "::ffff:10.0.0.0/90", "2001:db8::/129", "[::1]", "10.0.0.0/", "010.0.0.1"],
])("%s is neither an address nor a whole network", (text) => {
  expect(readAddressList(["192.0.2.1", text])).toEqual({ list: expect.any(Array), wrong: [text] });
});

test("an empty list admits everybody, and another nobody whose address cannot be read", () => {
  expect(["10.0.0.1", "::1", "", "a name"].map((one) => isListed([], one))).toEqual([true, true, true, true]);
  const all = ["0.0.0.0/0", "::/0"];
  expect(["", "a name", "10.0.0.1:80"].map((one) => isListed(all, one))).toEqual([false, false, false]);
});

test.each([
  ["10.0.0.0/8", "10.255.0.1", true],
  ["10.0.0.0/8", "11.0.0.1", false],
  ["10.0.0.0/8", "::ffff:10.2.3.4", true],
  ["10.0.0.0/8", "::ffff:a02:304", true],
  ["10.0.0.0/8", "::ffff:11.2.3.4", false],
  ["10.0.0.0/8", "::10.2.3.4", false],
  ["2001:db8::/32", "2001:db8:ffff::9", true],
  ["2001:db8::/32", "2001:db9::1", false],
  ["fe80::1", "fe80::1%eth0", true],
  ["::/0", "192.0.2.1", false],
  ["::/0", "::ffff:192.0.2.1", false],
  ["0.0.0.0/0", "2001:db8::1", false],
  ["203.0.113.7", "203.0.113.70", false],
])("%s against %s: %s", (entry, address, listed) => {
  const { list, wrong } = readAddressList([entry]);
  expect([wrong, isListed(list, address)]).toEqual([[], listed]);
});

test("whatever IPv4 network holds an address holds it wrapped in IPv6 too, and no other", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
  const numberOf = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 32 }), (net, one, prefix) => {
      const size = 2 ** (32 - prefix);
      const start = Math.floor(numberOf(net) / size) * size;
      const first = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".");
      const { list, wrong } = readAddressList([`${first}/${prefix}`]);
      const holds = numberOf(one) >= start && numberOf(one) < start + size;
      expect([wrong, isListed(list, one), isListed(list, `::ffff:${one}`)]).toEqual([[], holds, holds]);
      expect(foldAddress(`::ffff:${one}`)).toBe(one);
    }),
  );
});

test("as the database says them they are the same again", () => {
  expect(["10.0.0.1/32", "10.0.0.0/8", "2001:db8::1/128", "2001:db8::/32"].map(shortAddress)).toEqual([
    ...["10.0.0.1", "10.0.0.0/8", "2001:db8::1", "2001:db8::/32"],
  ]);
});
