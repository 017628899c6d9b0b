import { expect, it } from "vitest";
import { timeAgo } from "./time-ago";

const now = new Date("2026-11-23T12:00:00Z");

it.each([
  ["2026-11-23T11:59:01Z", "just now"],
  ["2026-11-23T12:00:20Z", "just now"],
  ["2026-11-23T11:59:00Z", "1 minute ago"],
  ["2026-11-23T09:00:00Z", "3 hours ago"],
  ["2026-11-22T10:00:00Z", "yesterday"],
  ["2026-11-30T11:59:58Z", "in 7 days"],
  ["2026-12-23T11:59:58Z", "in 30 days"],
  ["2027-02-21T11:59:58Z", "in 3 months"],
  ["2027-11-23T11:59:58Z", "in 12 months"],
  ["2024-11-23T12:00:00Z", "2 years ago"],
])("says of %s, at noon of 23 November 2026, %s", (at, words) => {
  expect(timeAgo(new Date(at), now)).toBe(words);
});
