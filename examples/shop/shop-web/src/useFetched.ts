import { ref, type Ref } from "vue";

/** Fetch once, and say what came of it. */
export function useFetched<T>(load: () => Promise<T>) {
  const data = ref() as Ref<T | undefined>;
  const error = ref("");
  load().then(
    (value) => (data.value = value),
    (reason) => (error.value = String(reason)),
  );
  return { data, error };
}
