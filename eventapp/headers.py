"""Which headers keep every answer safe?"""

from http import HTTPStatus

from flask import Flask, Response, g, request

from eventapp.assets import A_YEAR
from eventapp.config import Config

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_WITH_WASM = {**CONTENT_SECURITY_POLICY, "script-src": CONTENT_SECURITY_POLICY["script-src"] + " 'wasm-unsafe-eval'"}
_POLICY, _POLICY_WITH_WASM = (
    "; ".join(f"{name} {value}" for name, value in policy.items()) for policy in (CONTENT_SECURITY_POLICY, _WITH_WASM)
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def allow_wasm() -> None:
    """Lets this answer's page run WebAssembly: the QR decoder on scan pages needs it, nothing else does."""
    g.allow_wasm = True


def init_app(app: Flask, config: Config) -> None:
    """Adds the headers to every answer."""
    always = {**_ALWAYS, "Strict-Transport-Security": f"max-age={A_YEAR}"} if config.is_https else _ALWAYS

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = _POLICY_WITH_WASM if g.get("allow_wasm") else _POLICY
        headers.extend(always)
        # A page whose address holds a secret never tells anybody where the visitor came from.
        headers["Referrer-Policy"] = "no-referrer" if _address_is_secret() else "same-origin"
        if request.endpoint != "assets.file" or response.status_code >= HTTPStatus.BAD_REQUEST:
            headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response


def _address_is_secret() -> bool:
    return bool(request.view_args and "token" in request.view_args)
