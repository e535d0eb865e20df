/** The text fields of a multipart or url-encoded form; files are dropped. Null: it is none. */
export async function readForm(body: Buffer, contentType: string): Promise<Record<string, string> | null> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const fields: Record<string, string> = {};
    form.forEach((value, name) => {
      if (typeof value === 'string') fields[name] = value;
    });
    return fields;
  } catch {
    return null;
  }
}
