/** A phone as it is read out: numbers of mainland China without +86 and in groups, others as they are. */
export function phoneText(phone: string | undefined): string {
  if (!phone) return "";
  const cn = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(phone);
  if (cn) return `${cn[1]} ${cn[2]} ${cn[3]}`;
  return phone.replace(/^\+86/, "");
}
