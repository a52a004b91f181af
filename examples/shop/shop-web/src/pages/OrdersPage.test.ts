import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";

import OrdersPage from "./OrdersPage.vue";

const ORDER = { id: 7, number: "SO-7", customer: "Ada", status: "placed", total_cents: 2800, currency: "EUR" };

afterEach(() => vi.unstubAllGlobals());

async function open(response: Response) {
  vi.stubGlobal("fetch", vi.fn(async () => response));
  const page = mount(OrdersPage, { global: { stubs: { RouterLink: RouterLinkStub } } });
  await flushPromises();
  return page;
}

test("orders are listed with their totals", async () => {
  const page = await open(Response.json({ results: [ORDER] }));
  expect(fetch).toHaveBeenCalledWith("/api/orders/");
  expect(page.text()).toContain("SO-7");
  expect(page.text()).toContain("€28.00");
  expect(page.findComponent(RouterLinkStub).props("to")).toBe("/orders/7");
});

test("no orders, and no answer, are said so", async () => {
  expect((await open(Response.json({ results: [] }))).text()).toContain("No orders yet.");
  expect((await open(new Response("", { status: 502 }))).get("[role=alert]").text()).toContain("answered 502");
});
