import { beforeEach, describe, expect, it, vi } from "vitest";
import { holdBack, startSubmit } from "../submit";

function submit(form: HTMLFormElement): SubmitEvent {
  const event = new SubmitEvent("submit", { cancelable: true, submitter: form.querySelector("button") });
  form.dispatchEvent(event);
  return event;
}

function formOf(html: string): HTMLFormElement {
  document.body.innerHTML = html;
  const form = document.querySelector("form");
  if (!form) throw new Error("no form");
  startSubmit(document);
  return form;
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe("a form", () => {
  it("is sent once", () => {
    const form = formOf('<form method="post"><button>Go</button></form>');
    expect(submit(form).defaultPrevented).toBe(false);
    expect(submit(form).defaultPrevented).toBe(true);
  });

  it("can be sent again after a download", () => {
    const form = formOf('<form method="post"><button>Go</button></form>');
    submit(form);
    vi.advanceTimersByTime(8000);
    expect(submit(form).defaultPrevented).toBe(false);
  });

  it("shows that it is under way, on the button that was pressed", () => {
    const form = formOf('<form method="post"><button>Go</button></form>');
    submit(form);
    vi.advanceTimersByTime(1);
    expect(form.querySelector("button")?.getAttribute("aria-busy")).toBe("true");
  });

  it("with a dangerous act asks first", () => {
    const form = formOf('<form method="post" data-confirm="Sure?"><button>Remove</button></form>');
    const ask = vi.fn<(question: string) => boolean>().mockReturnValueOnce(false).mockReturnValueOnce(true);
    vi.stubGlobal("confirm", ask);
    expect(submit(form).defaultPrevented).toBe(true);
    expect(submit(form).defaultPrevented).toBe(false);
    expect(ask).toHaveBeenCalledWith("Sure?");
  });

  it("waits for its pictures, then goes by itself", async () => {
    const form = formOf('<form method="post"><button>Go</button></form>');
    const again = vi.spyOn(form, "requestSubmit").mockImplementation(() => undefined);
    let ready: () => void = () => undefined;
    holdBack(form, new Promise<void>((resolve) => (ready = resolve)));
    expect(submit(form).defaultPrevented).toBe(true);
    ready();
    await vi.advanceTimersByTimeAsync(1);
    expect(again).toHaveBeenCalledOnce();
  });
});
