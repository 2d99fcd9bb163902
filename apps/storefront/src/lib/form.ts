/** A text field of a form as typed, or ''. Files are no text. */
export const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** A whole number of a form, or undefined. */
export const whole = (form: FormData, name: string): number | undefined => {
  const typed = text(form, name).trim();
  return /^\d{1,6}$/.test(typed) ? Number(typed) : undefined;
};
