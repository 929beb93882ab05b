"""A real OpenID provider for the tests: discovery, a sign-in form, signed id tokens, sign-out.

`python -m tests.ui.provider PORT` serves it on this machine. It knows the people of ACCOUNTS, each
by the address, and asks for no password.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ifla_metrics.settings import ROOT
from tests.ui import house

CLIENT = "ifla-metrics"
CLIENT_SECRET = "canary-client-secret-7d1c"
FORM = "<h1>Provider</h1><form method=post><label>E-mail <input name=email></label><button>Continue"


ACCOUNTS = {
    "thandi@example.org": ("1001", "Thandi Mokoena", True),
    "board@example.org": ("1003", "Board Member", True),
    "reader@example.net": ("1005", "Reader", True),
    "liar@example.org": ("1004", "Somebody Else", False),
}
"""By address: the subject, the name, whether the address was verified."""


def application(address: str) -> Starlette:
    """The provider at its address; what it has promised is kept in memory."""
    key = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
    promised: dict[str, dict[str, str]] = {}

    def discovery(_request: Request) -> Response:
        ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        return JSONResponse(
            {
                "issuer": address,
                "jwks_uri": f"{address}/jwks",
                **{f"{name}_endpoint": f"{address}/{path}" for name, path in ends.items()},
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def authorize(request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(FORM)
        asked, code = request.query_params, secrets.token_urlsafe(16)
        promised[code] = {**asked, **await _fields(request)}
        back = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

    async def token(request: Request) -> Response:
        fields = await _fields(request)
        promise, now = promised.pop(fields["code"]), int(time.time())
        subject, name, verified = ACCOUNTS[promise["email"]]
        claims = {
            "iss": address,
            "sub": subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "email": promise["email"],
            "email_verified": verified,
            "name": name,
            "nonce": promise.get("nonce", ""),
        }
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(16),
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": jwt.encode({"alg": "RS256", "kid": "test"}, claims, key),
            }
        )

    def keys(_request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False)]})

    def logout(request: Request) -> Response:
        back = request.query_params.get("post_logout_redirect_uri")
        return RedirectResponse(back) if back else HTMLResponse("<h1>Signed out</h1>")

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", discovery),
            Route("/authorize", authorize, methods=["GET", "POST"]),
            Route("/token", token, methods=["POST"]),
            Route("/jwks", keys),
            Route("/logout", logout),
        ]
    )


@contextmanager
def provided() -> Iterator[str]:
    """Start the provider on a free port of this machine; gives its address."""
    port = house.free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.ui.provider", str(port)], cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        house.wait_for(f"{address}/jwks", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def secrets_of(provider: str, *, server: str) -> str:
    """The secrets.toml of a server that signs people in through the provider."""
    return f"""
        [auth]
        redirect_uri = "{server}/oauth2callback"
        cookie_secret = "canary-cookie-secret-{"9" * 40}"
        client_id = "{CLIENT}"
        client_secret = "{CLIENT_SECRET}"
        server_metadata_url = "{provider}/.well-known/openid-configuration"
    """


async def _fields(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


if __name__ == "__main__":
    import uvicorn

    PORT = int(sys.argv[1])
    uvicorn.run(application(f"http://127.0.0.1:{PORT}"), port=PORT, log_level="warning")
