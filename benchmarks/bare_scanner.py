"""The reference for the scanner: a page that does nothing but give camera frames to the decoder with its defaults."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks.processes import HOST, ROOT

_PAGE = b"""<!doctype html><meta charset="utf-8"><title>Bare scanner</title><video muted playsinline></video>
<script type="module">
import { prepareZXingModule, readBarcodes } from "/vendor/zxing-wasm/reader/index.js";
const locateFile = (path) => `/vendor/zxing-wasm/${path}`;
prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
const video = document.querySelector("video");
const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: size });
await video.play();
const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });
for (;;) {
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  context.drawImage(video, 0, 0);
  const [found] = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height));
  if (found?.isValid) break;
  await new Promise(requestAnimationFrame);
}
globalThis.decodedAt = performance.now();
</script>
"""


@contextmanager
def bare_scanner() -> Iterator[str]:
    """Serves the page with the decoder's files; gives its address."""
    with ThreadingHTTPServer((HOST, 0), partial(_Handler, directory=str(ROOT / "static"))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(SimpleHTTPRequestHandler):
    """Serves the page at the root, and static files, which browsers may keep."""

    def do_GET(self) -> None:
        """Answers."""
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE)

    def end_headers(self) -> None:
        """Lets browsers keep everything."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""
