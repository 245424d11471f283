"""A provider of OpenID Connect on this machine: keys, tokens and user information, served over HTTP to the real client.

Its shapes are those of OpenID Connect Core 1.0 (sections 3.1.3.3 token response, 5.3.2 user information) and RFC 7517
(key set), as the client library of the product reads them.
"""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tongxin", "not-a-real-secret"
KID = "key-1"


@dataclass
class Provider:
    """What the provider knows; a test changes it to have other answers."""

    address: str
    key: rsa.RSAPrivateKey
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "county-4711"})
    told: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    signs_with: rsa.RSAPrivateKey | None = None
    is_down: bool = False
    asked: dict[str, str] = field(default_factory=dict)

    def settings(self, **more: Any) -> dict[str, Any]:
        """The product's settings for this provider."""
        return {
            "issuer": self.address,
            "by_phone": False,
            "second_factors": frozenset({"mfa"}),
            "OIDC_RP_CLIENT_ID": CLIENT,
            "OIDC_RP_CLIENT_SECRET": SECRET,
            "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{self.address}/authorize",
            "OIDC_OP_TOKEN_ENDPOINT": f"{self.address}/token",
            "OIDC_OP_USER_ENDPOINT": f"{self.address}/user",
            "OIDC_OP_JWKS_ENDPOINT": f"{self.address}/keys",
            "OIDC_RP_SIGN_ALGO": "RS256",
            "OIDC_RP_SCOPES": "openid",
            "OIDC_USE_PKCE": True,
            "OIDC_TIMEOUT": 5,
            "OIDC_AUTHENTICATION_CALLBACK_URL": "web:county_return",
            "OIDC_CREATE_USER": False,
        } | more

    def sent_to(self, location: str) -> dict[str, str]:
        """Somebody is sent here with a question; gives what the question says, and keeps it for the token."""
        assert location.startswith(f"{self.address}/authorize?")
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return self.asked

    def token_for(self, form: dict[str, str]) -> dict[str, Any]:
        """The answer to the exchange of a code; the challenge is checked as a provider does (RFC 7636)."""
        assert form["client_secret"] == SECRET
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        assert challenge == self.asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
        }
        claims |= self.claims | self.token
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": KID})
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def keys(self) -> dict[str, Any]:
        """The key set."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": KID, "alg": "RS256", "use": "sig"}]}


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider, for as long as the block runs."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}", key)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            self._send(provider.token_for({name: values[0] for name, values in form.items()}))

        def do_GET(self) -> None:
            if self.path == "/user":
                assert self.headers["Authorization"] == "Bearer access"
                self._send(provider.claims | provider.told)
            else:
                self._send(provider.keys())

        def _send(self, content: dict[str, Any]) -> None:
            self.send_response(503 if provider.is_down else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *arguments: Any) -> None:
            """Quiet."""

    server.RequestHandlerClass = Answers
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
