import { createRouter, createWebHistory } from "vue-router";

import CatalogPage from "./pages/CatalogPage.vue";
import OrderPage from "./pages/OrderPage.vue";
import OrdersPage from "./pages/OrdersPage.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", redirect: "/orders" },
    { path: "/orders", component: OrdersPage },
    { path: "/orders/:id(\\d+)", component: OrderPage, props: true },
    { path: "/catalog", component: CatalogPage },
    { path: "/:rest(.*)", redirect: "/orders" },
  ],
});
