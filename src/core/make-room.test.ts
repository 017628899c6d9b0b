import { expect, it } from "vitest";
import { makeRoom } from "./make-room";

const mapOf = (count: number) => new Map(Array.from({ length: count }, (_, index) => [index, "kept"]));

it("leaves a map alone that is not over its bound", () => {
  const map = mapOf(100);
  makeRoom(map, 100);
  expect(map.size).toBe(100);
});

it("forgets the first tenth of a map over its bound, at once", () => {
  const map = mapOf(101);
  makeRoom(map, 100);
  expect([...map.keys()]).toEqual(Array.from({ length: 90 }, (_, index) => index + 11));
});

it("keeps as many as the bound where a tenth of it is less than one", () => {
  const map = mapOf(3);
  makeRoom(map, 2);
  expect([...map.keys()]).toEqual([1, 2]);
});

it("forgets by the way that it is given", () => {
  const map = mapOf(11);
  const forgotten: number[] = [];
  makeRoom(map, 10, (key) => {
    forgotten.push(key);
    map.delete(key);
  });
  expect(forgotten).toEqual([0, 1]);
});
