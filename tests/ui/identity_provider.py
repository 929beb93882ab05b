"""An OpenID provider for tests: discovery, a sign-in form, signed ID tokens and sign-out."""

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

from tests.ui.server import free_port

CLIENT_ID = "ifla-metrics"
CLIENT_SECRET = "canary-client-secret-7d1c"
FORM = "<h1>Provider</h1><form method=post><label>E-mail <input name=email></label><button>Continue"


def application(address):
    key = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
    requests_by_code = {}

    def discovery(_request):
        paths = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        endpoints = {f"{name}_endpoint": f"{address}/{path}" for name, path in paths.items()}
        return JSONResponse({"issuer": address, "jwks_uri": f"{address}/jwks", **endpoints})

    async def form_fields(request):
        return dict(parse_qsl((await request.body()).decode()))

    async def authorize(request):
        if request.method == "GET":
            return HTMLResponse(FORM)
        query, code = request.query_params, secrets.token_urlsafe(16)
        requests_by_code[code] = {**query, **await form_fields(request)}
        response = urlencode({"code": code, "state": query.get("state", "")})
        return RedirectResponse(f"{query['redirect_uri']}?{response}", status_code=303)

    async def token(request):
        code, now = (await form_fields(request))["code"], int(time.time())
        authorization = requests_by_code.pop(code)
        email = authorization["email"]
        claims = {"iss": address, "sub": email, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        claims |= {"email": email, "email_verified": True, "name": "Reader"}
        claims["nonce"] = authorization.get("nonce", "")
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims, key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    def logout(request):
        return RedirectResponse(request.query_params["post_logout_redirect_uri"])

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
def serve():
    """Run the provider and yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(application(address), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield address
    server.should_exit = True
    thread.join()


def secrets_toml(provider, *, server):
    """Return a secrets.toml that lets people sign in to `server` through `provider`."""
    return f"""
        [auth]
        redirect_uri = "{server}/oauth2callback"
        cookie_secret = "canary-cookie-secret-{"9" * 40}"
        client_id = "{CLIENT_ID}"
        client_secret = "{CLIENT_SECRET}"
        server_metadata_url = "{provider}/.well-known/openid-configuration"
    """
