"""A real OpenID provider for the tests: discovery, a sign-in form, signed id tokens, sign-out.

`python -m tests.ui.provider PORT` serves it on this machine. It knows the people of ACCOUNTS, each
by the address, and asks for no password.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

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


class Known(NamedTuple):
    """Somebody whom the provider knows."""

    subject: str
    name: str
    verified: bool = True


ACCOUNTS = {
    "thandi@example.org": Known("1001", "Thandi Mokoena"),
    "office@example.org": Known("1002", "Secretariat"),
    "board@example.org": Known("1003", "Board Member"),
    "liar@example.org": Known("1004", "Somebody Else", verified=False),
}


def application(address: str) -> Starlette:
    """The provider at its address; what it has promised is kept in memory."""
    key = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
    promised: dict[str, dict[str, str]] = {}

    def discovery(_request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": address,
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token",
                "jwks_uri": f"{address}/jwks",
                "end_session_endpoint": f"{address}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "email", "profile"],
            }
        )

    async def authorize(request: Request) -> Response:
        asked = request.query_params
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            return HTMLResponse("Unknown client", status_code=400)
        if request.method == "GET":
            return HTMLResponse(_form())
        email = (await _fields(request)).get("email", "")
        if email not in ACCOUNTS:
            return HTMLResponse(_form(f"Nobody has the address {email}."), status_code=401)
        code = secrets.token_urlsafe(16)
        promised[code] = {**asked, "email": email}
        back = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

    async def token(request: Request) -> Response:
        fields = await _fields(request)
        promise = promised.pop(fields.get("code", ""), None)
        if promise is None or fields.get("redirect_uri") != promise["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        if not _is_client(request, fields) or not _is_who_asked(promise, fields):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        known, now = ACCOUNTS[promise["email"]], int(time.time())
        claims = {
            "iss": address,
            "sub": known.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "email": promise["email"],
            "email_verified": known.verified,
            "name": known.name,
        } | ({"nonce": promise["nonce"]} if "nonce" in promise else {})
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


def _form(said: str = "") -> str:
    return (
        f"<h1>Provider</h1><p>{escape(said)}</p><form method=post>"
        "<label>E-mail <input name=email></label><button>Continue</button></form>"
    )


async def _fields(request: Request) -> dict[str, str]:
    from urllib.parse import parse_qs

    body = (await request.body()).decode()
    return {key: values[-1] for key, values in parse_qs(body).items()}


def _is_client(request: Request, fields: dict[str, str]) -> bool:
    basic = request.headers.get("authorization", "").removeprefix("Basic ")
    if basic:
        return base64.b64decode(basic).decode() == f"{CLIENT}:{CLIENT_SECRET}"
    return (fields.get("client_id"), fields.get("client_secret")) == (CLIENT, CLIENT_SECRET)


def _is_who_asked(promise: dict[str, str], fields: dict[str, str]) -> bool:
    challenge = promise.get("code_challenge")
    if challenge is None:
        return True
    digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


if __name__ == "__main__":
    import uvicorn

    PORT = int(sys.argv[1])
    uvicorn.run(application(f"http://127.0.0.1:{PORT}"), port=PORT, log_level="warning")
