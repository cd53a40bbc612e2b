// Passkeys: <form data-passkey="create|get"> has a hidden field "credential", a button [data-passkey-start]
// and its options as JSON, either in the element named by data-passkey-options="id"
// or fetched from data-passkey-url. The credential goes back as JSON in "credential" and the form is sent.
import { each } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";

interface Ceremony {
  creation_options?: { publicKey: PublicKeyCredentialCreationOptionsJSON };
  request_options?: { publicKey: PublicKeyCredentialRequestOptionsJSON };
}

async function options(form: HTMLFormElement): Promise<Ceremony> {
  const id = form.dataset["passkeyOptions"];
  if (id) return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Ceremony;
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.dataset["passkeyUrl"] ?? form.action, { headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Ceremony;
}

function create(ceremony: Ceremony, passwordless: boolean | null): Promise<Credential | null> {
  const wanted = ceremony.creation_options?.publicKey;
  if (!wanted) throw new Error("no creation options");
  if (passwordless !== null) {
    // a key for signing in without a password must be found without a name and ask who holds it
    wanted.authenticatorSelection = {
      ...wanted.authenticatorSelection,
      residentKey: passwordless ? "required" : "discouraged",
      requireResidentKey: passwordless,
      ...(passwordless ? { userVerification: "required" } : {}),
    };
  }
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

function get(ceremony: Ceremony): Promise<Credential | null> {
  const wanted = ceremony.request_options?.publicKey;
  if (!wanted) throw new Error("no request options");
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted) });
}

async function perform(form: HTMLFormElement): Promise<void> {
  const field = form.elements.namedItem("credential");
  if (!(field instanceof HTMLInputElement)) return;
  const box = form.elements.namedItem("passwordless");
  const passwordless = box instanceof HTMLInputElement ? box.checked : null;
  const ceremony = await options(form);
  const credential = form.dataset["passkey"] === "create" ? await create(ceremony, passwordless) : await get(ceremony);
  if (!(credential instanceof PublicKeyCredential)) return;
  field.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function words(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return t("passkey_cancelled");
  if (name === "InvalidStateError") return t("passkey_known");
  return t("passkey_failed");
}

function upgrade(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const button = form.querySelector<HTMLButtonElement>("[data-passkey-start]");
  const problem = form.querySelector<HTMLElement>("[data-passkey-error]");
  if (!button) return;
  if (!("PublicKeyCredential" in window) || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) {
    button.disabled = true;
    if (problem) problem.textContent = t("passkey_unsupported");
    return;
  }
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (problem) problem.textContent = "";
    button.classList.add("is-busy");
    perform(form)
      .catch((error: unknown) => {
        if (problem) problem.textContent = words(error);
      })
      .finally(() => button.classList.remove("is-busy"));
  });
}

export function setUp(): void {
  each("form[data-passkey]", upgrade);
}
