/** htmx as the shell uses it: a CSRF header on unsafe requests, whole pages where something is amiss. */
interface RequestDetail {
  verb: string;
  elt: Element;
  headers: Record<string, string>;
  formData: FormData;
}

interface AnswerDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  pathInfo: { finalRequestPath?: string; requestPath: string };
  requestConfig: { verb: string };
}

const SAFE = ["get", "head"];

/** Adds the token to what changes something; leaves empty filters out of the address. */
export function prepareRequest(detail: RequestDetail): void {
  if (!SAFE.includes(detail.verb)) {
    detail.headers["X-CSRFToken"] = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  }
  if (detail.elt.matches("form[data-filters]")) {
    for (const name of new Set(detail.formData.keys())) {
      const values = detail.formData.getAll(name).filter((value) => value !== "");
      detail.formData.delete(name);
      for (const value of values) detail.formData.append(name, value);
    }
  }
}

/** Where the answer is another page than the one asked for (sign-in, for example), that page is opened whole. */
export function otherPage(detail: AnswerDetail): string | null {
  if (!detail.xhr.responseURL) return null;
  const answered = new URL(detail.xhr.responseURL);
  const asked = new URL(detail.pathInfo.finalRequestPath ?? detail.pathInfo.requestPath, answered);
  return answered.pathname === asked.pathname ? null : answered.href;
}

export function startHtmx(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    prepareRequest((event as CustomEvent<RequestDetail>).detail);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<AnswerDetail>).detail;
    const page = otherPage(detail);
    if (page === null) return;
    detail.shouldSwap = false;
    window.location.assign(page);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { requestConfig, pathInfo } = (event as CustomEvent<AnswerDetail>).detail;
    if (SAFE.includes(requestConfig.verb)) window.location.assign(pathInfo.finalRequestPath ?? pathInfo.requestPath);
  });
}

/** Calls `start` for the page now, and for each part that htmx puts into it later. */
export function onEachPart(start: (part: ParentNode) => void): void {
  start(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element && event.target !== document.body) start(event.target);
  });
}
