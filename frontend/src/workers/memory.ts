/** Remember logins that were opened, for all pages of the shop in this browser; in memory alone. */

import { Recall, type Request } from "../lib/recall.ts";

const recall = new Recall();

self.addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  port.addEventListener("message", ({ data }: MessageEvent<Request>) => {
    void recall.take(port, data);
  });
  port.start();
  recall.join(port);
});
