"""A real OpenID provider for the tests: discovery, a sign-in form, signed id tokens, sign-out."""

import secrets
import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.ui import house

CLIENT = "ifla-metrics"
CLIENT_SECRET = "canary-client-secret-7d1c"
FORM = "<h1>Provider</h1><form method=post><label>E-mail <input name=email></label><button>Continue"
NAMES = {
    "thandi@example.org": "Thandi Mokoena",
    "board@example.org": "Board Member",
    "reader@example.net": "Reader",
}


def application(address):
    key = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
    promised = {}

    def discovery(_request):
        ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        places = {f"{name}_endpoint": f"{address}/{path}" for name, path in ends.items()}
        return JSONResponse({"issuer": address, "jwks_uri": f"{address}/jwks", **places})

    async def fields(request):
        return dict(parse_qsl((await request.body()).decode()))

    async def authorize(request):
        if request.method == "GET":
            return HTMLResponse(FORM)
        asked, code = request.query_params, secrets.token_urlsafe(16)
        promised[code] = {**asked, **await fields(request)}
        back = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

    async def token(request):
        promise, now = promised.pop((await fields(request))["code"]), int(time.time())
        email = promise["email"]
        claims = {"iss": address, "sub": email, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"email": email, "email_verified": True, "name": NAMES[email]}
        claims["nonce"] = promise.get("nonce", "")
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims, key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    def logout(request):
        back = request.query_params.get("post_logout_redirect_uri")
        return RedirectResponse(back) if back else HTMLResponse("<h1>Signed out</h1>")

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", discovery),
            Route("/authorize", authorize, methods=["GET", "POST"]),
            Route("/token", token, methods=["POST"]),
            Route("/jwks", lambda _: JSONResponse({"keys": [key.as_dict(private=False)]})),
            Route("/logout", logout),
        ]
    )


@contextmanager
def provided():
    port = house.free_port()
    address = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(application(address), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield address
    server.should_exit = True
    thread.join()


def secrets_of(provider, *, server):
    return f"""
        [auth]
        redirect_uri = "{server}/oauth2callback"
        cookie_secret = "canary-cookie-secret-{"9" * 40}"
        client_id = "{CLIENT}"
        client_secret = "{CLIENT_SECRET}"
        server_metadata_url = "{provider}/.well-known/openid-configuration"
    """
