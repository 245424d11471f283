import { describe, expect, it, vi } from "vitest";
import { onEachPart, otherPage, prepareRequest } from "../htmx";

function detail(verb: string, html: string): Parameters<typeof prepareRequest>[0] {
  document.head.innerHTML = '<meta name="csrf-token" content="token">';
  document.body.innerHTML = html;
  const elt = document.body.firstElementChild;
  if (!elt) throw new Error("no element");
  const formData = new FormData();
  formData.append("village", "");
  formData.append("state", "open");
  formData.append("state", "");
  return { verb, elt, headers: {}, formData };
}

function answered(asked: string, url: string): string | null {
  const xhr = { responseURL: url } as XMLHttpRequest;
  return otherPage({ xhr, shouldSwap: true, pathInfo: { requestPath: asked }, requestConfig: { verb: "get" } });
}

describe("a request by htmx", () => {
  it("carries the token where it changes something", () => {
    const request = detail("post", "<button></button>");
    prepareRequest(request);
    expect(request.headers["X-CSRFToken"]).toBe("token");
  });

  it("carries no token where it only reads", () => {
    const request = detail("get", "<button></button>");
    prepareRequest(request);
    expect(request.headers).toEqual({});
  });

  it("of a filter bar leaves empty filters out of the address", () => {
    const request = detail("get", "<form data-filters></form>");
    prepareRequest(request);
    expect([...request.formData.entries()]).toEqual([["state", "open"]]);
  });

  it("that is answered by another page opens that page", () => {
    expect(answered("/cases/?state=open", "http://town/sign-in/?next=/cases/")).toBe("http://town/sign-in/?next=/cases/");
  });

  it("that is answered by its own page stays on it", () => {
    expect(answered("/cases/?state=open", "http://town/cases/?state=open")).toBeNull();
  });

  it("that puts a part into the page starts that part only", () => {
    document.body.innerHTML = "<main></main>";
    const start = vi.fn<(part: ParentNode) => void>();
    onEachPart(start);
    const part = document.querySelector("main");
    document.body.dispatchEvent(new Event("htmx:load", { bubbles: true }));
    part?.dispatchEvent(new Event("htmx:load", { bubbles: true }));
    expect(start.mock.calls).toEqual([[document], [part]]);
  });
});
