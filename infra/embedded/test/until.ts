/** Resolves when `condition` holds; rejects after `timeoutMs`. For states of other processes, which tell no event. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`this never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
