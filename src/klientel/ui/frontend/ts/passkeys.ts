/** `form[data-passkey]`: the browser signs what the server asks, then the form is sent as any other. */

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

interface Named { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }
interface Asked { challenge: string; user?: { id: string }; excludeCredentials?: Named[]; allowCredentials?: Named[] }

const named = (all: Named[] = []): PublicKeyCredentialDescriptor[] => all.map((one) => ({ ...one, id: bytes(one.id) }));

function creation(asked: Asked): PublicKeyCredentialCreationOptions {
  const given = asked as unknown as PublicKeyCredentialCreationOptions;
  const user = { ...given.user, id: bytes(asked.user?.id ?? "") };
  return { ...given, challenge: bytes(asked.challenge), user, excludeCredentials: named(asked.excludeCredentials) };
}

function request(asked: Asked): PublicKeyCredentialRequestOptions {
  const given = asked as unknown as PublicKeyCredentialRequestOptions;
  return { ...given, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
}

/** What the server checks, as it travels: every run of bytes as text. */
function written(made: PublicKeyCredential): string {
  const answer: Record<string, string | null> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = (made.response as unknown as Record<string, unknown>)[name];
    if (value instanceof ArrayBuffer) answer[name] = text(value);
  }
  const clientExtensionResults = made.getClientExtensionResults();
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: answer, clientExtensionResults });
}

async function sign(form: HTMLFormElement): Promise<Credential | null> {
  const { publicKey } = JSON.parse(form.dataset.options ?? "{}") as { publicKey: Asked };
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: creation(publicKey) })
    : navigator.credentials.get({ publicKey: request(publicKey) });
}

document.addEventListener("submit", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-passkey]");
  const field = form?.querySelector<HTMLInputElement>("input[name=credential]");
  if (!form || !field) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  if (failed) failed.hidden = true;
  sign(form).then(
    (made) => {
      if (!(made instanceof PublicKeyCredential)) throw new TypeError("no passkey");
      field.value = written(made);
      form.submit();
    },
  ).catch(() => {
    // Closed, timed out, or none there: the page says so in its own words.
    if (failed) failed.hidden = false;
  });
}, { capture: true });
