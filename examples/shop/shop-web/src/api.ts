import { readConfig } from "./config";

export interface Order {
  id: number;
  number: string;
  customer: string;
  status: string;
  total_cents: number;
  currency: string;
  invoice: string;
  placed: string;
}

export interface OrderLine {
  sku: string;
  description: string;
  quantity: number;
  unit_cents: number;
}

export interface OrderDetail extends Order {
  lines: OrderLine[];
}

export interface Product {
  sku: string;
  name: string;
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/** The newest orders, from the same origin: nginx passes /api on to orders-api. */
export const listOrders = async () => (await get<{ results: Order[] }>("/api/orders/")).results;

export const getOrder = (id: string) => get<OrderDetail>(`/api/orders/${encodeURIComponent(id)}/`);

/** The products of the catalogue, or none where no catalogue is configured. */
export async function listProducts(): Promise<Product[]> {
  const { catalogUrl } = readConfig();
  return catalogUrl ? (await get<{ results: Product[] }>(`${catalogUrl}/api/products/`)).results : [];
}
