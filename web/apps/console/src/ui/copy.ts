/** Copies a text; false where the browser refuses it, as it does where the address is not secure: say then how to copy by hand. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
