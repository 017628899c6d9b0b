import { expect, it } from "vitest";
import { linkProviderSchema, startProviderSchema } from "@/features/linked-accounts/schema";
import { confirmPasswordSchema } from "@/features/step-up/schema";
import { signinSchema } from "./schema";

it("goes to the dashboard where no page asked, and never off the site", () => {
  const typed = { email: "ada@example.com", password: "x" };
  expect(signinSchema.parse(typed).next).toBe("/dashboard");
  expect(signinSchema.parse({ ...typed, next: "/settings" }).next).toBe("/settings");
  expect(signinSchema.parse({ ...typed, next: "//evil.example" }).next).toBe("/dashboard");
});

it("does the same for a provider and for a proof", () => {
  expect(startProviderSchema.parse({ provider: "google" }).next).toBe("/dashboard");
  expect(startProviderSchema.parse({ provider: "google", next: "https://evil.example" }).next).toBe("/dashboard");
  expect(confirmPasswordSchema.parse({ password: "x" }).next).toBe("/settings");
  expect(linkProviderSchema.parse({ provider: "google", next: "/x" })).toEqual({ provider: "google" });
});
