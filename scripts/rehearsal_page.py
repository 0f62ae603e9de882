"""Deploys the page to a stack on MiniStack and requests it from CloudFront, as browsers do."""

import http.client
import json
import mimetypes
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse
import uuid

from rehearsal_stack import STACK, check

# CloudFront must see this address, and the API must take it for the client's. MiniStack itself calls from 127.0.0.1.
VIEWER_ADDRESS = "127.0.0.2"
PAGE_HEADERS = {"content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy",
                "referrer-policy", "strict-transport-security", "x-content-type-options"}
ASSET_CACHING, FILE_CACHING = "public, max-age=31536000, immutable", "no-cache"
PASSWORD = "nine quiet herons"
# Python takes further types from the machine, which may lack some.
for extension, kind in {".js": "text/javascript", ".md": "text/markdown", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}.items():
    mimetypes.add_type(kind, extension)


class Viewer:
    """A browser, of which CloudFront sees only the address and the requests."""

    def __init__(self, stack):
        gateway = urllib.parse.urlsplit(stack.endpoint)
        self.gateway = gateway.hostname, gateway.port
        distribution = stack.client("cloudfront").get_distribution(Id=stack.resources["PageDistribution"])["Distribution"]
        self.domain = distribution["DomainName"]

    def send(self, method, path, body=None, scheme="https", **headers):
        """The status, the headers and the body. `_` in a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection(*self.gateway, timeout=30, source_address=(VIEWER_ADDRESS, 0))
        sent = {"Host": self.domain, "X-Forwarded-Proto": scheme, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection.request(method, path, body and json.dumps(body), sent)
        response = connection.getresponse()
        found = response.status, response.headers, response.read()
        connection.close()
        return found

    def call(self, expected, method, path, body=None, **headers):
        """The headers and the JSON of the API's response."""
        status, found, content = self.send(method, f"/api/v1{path}", body, **headers)
        check(status == expected, f"{method} {path} through CloudFront got {status}, expected {expected}: {content}")
        return found, json.loads(content) if content else {}


def the_page_is_deployed_and_updated(stack):
    viewer, bundled = Viewer(stack), stack.template.parent / "web/app/dist"
    with tempfile.TemporaryDirectory() as folder:
        files = pathlib.Path(folder) / "files"
        shutil.copytree(bundled, files)
        former, content = files / "assets/former-Zx81kQ0b.js", b"export {};\n"
        former.parent.mkdir(exist_ok=True)
        former.write_bytes(content)
        *uploads, url = deploy(stack, "--files", files).splitlines()
        kept = ["/assets/" in line for line in uploads]
        check(kept == sorted(kept, reverse=True) and uploads[-1].endswith("/index.html"), f"deploy-web.sh uploads in the order {uploads}")
        check(url == f"https://{viewer.domain}", f"deploy-web.sh prints {url} as the page's URL")
        holds_exactly(stack, files)
        (files / "assets/without-hash.js").write_bytes(content)
        refused = run(stack, "--files", files)
        check(refused.returncode == 1 and "no hash" in refused.stderr, f"a name without a hash is not refused: {refused}")
    deploy(stack)
    # An open page of the former version may need it.
    is_served(viewer, f"/assets/{former.name}", content, content_type(former.name), ASSET_CACHING)
    deploy(stack, "--prune")
    holds_exactly(stack, bundled)
    invalidations = stack.client("cloudfront").list_invalidations(DistributionId=stack.resources["PageDistribution"])
    check(invalidations["InvalidationList"]["Quantity"] == 3, f"the deployments made the invalidations {invalidations}")


def deploy(stack, *arguments):
    finished = run(stack, *arguments)
    check(finished.returncode == 0, f"deploy-web.sh fails: {finished}")
    return finished.stdout


def run(stack, *arguments):
    command = [stack.template.parent / "scripts/deploy-web.sh", STACK, *arguments]
    environment = {**stack.environment(), "PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def stored(stack):
    client, bucket = stack.client("s3"), stack.resources["PageBucket"]
    keys = [item["Key"] for item in client.list_objects_v2(Bucket=bucket)["Contents"]]
    return {key: client.head_object(Bucket=bucket, Key=key) for key in keys}


def holds_exactly(stack, folder):
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = stored(stack)
    check(set(found) == set(files), f"the bucket has {sorted(found)} instead of {sorted(files)}")
    for key, item in found.items():
        caching = ASSET_CACHING if key.startswith("assets/") else FILE_CACHING
        check(item["CacheControl"] == caching, f"{key} is cached as {item['CacheControl']}")
        check(item["ContentType"] == content_type(key), f"{key} has the type {item['ContentType']}")
        check(item["ContentLength"] == files[key].stat().st_size, f"{key} has {item['ContentLength']} bytes")


def content_type(name):
    kind = mimetypes.guess_type(name)[0]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def the_page_is_served(stack):
    viewer, folder = Viewer(stack), stack.template.parent / "web/app/dist"
    index = (folder / "index.html").read_bytes()
    for path in ("/", "/log-in", "/account", "/else/where?from=mail", "/index.html"):
        is_served(viewer, path, index, "text/html; charset=utf-8", FILE_CACHING)
    for asset in sorted((folder / "assets").glob("*")):
        is_served(viewer, f"/assets/{asset.name}", asset.read_bytes(), content_type(asset.name), ASSET_CACHING)
    status, headers, body = viewer.send("GET", "/assets/missing-Zx81kQ0b.js")
    check(status == 403 and b"<!doctype html>" not in body.lower(), f"a missing file got {status}: {body}")
    check(PAGE_HEADERS <= set(map(str.lower, headers)), f"a missing file has the headers {headers}")
    check(viewer.send("GET", "/", scheme="http")[0] == 301, "the page is served without TLS")
    check(viewer.send("POST", "/log-in", {})[0] == 403, "the page accepts a POST")
    bucket = stack.resources["PageBucket"]
    connection = http.client.HTTPConnection(*viewer.gateway, timeout=30)
    connection.request("GET", f"/{bucket}/index.html")
    status = connection.getresponse().status
    check(status == 403, f"a file was read from the bucket without CloudFront: {status}")


def is_served(viewer, path, content, kind, caching):
    status, headers, body = viewer.send("GET", path)
    check((status, body) == (200, content), f"{path} got {status}: {body[:200]}")
    check((headers["content-type"], headers["cache-control"]) == (kind, caching), f"{path} has the headers {dict(headers)}")
    check(PAGE_HEADERS <= set(map(str.lower, headers)), f"{path} lacks a header of the page: {dict(headers)}")


def every_route_works_behind_cloudfront(stack, origin):
    """Runs scripts/smoke.sh with a curl that sends its requests to MiniStack, as if they had come over TLS."""
    viewer = Viewer(stack)
    with tempfile.TemporaryDirectory() as folder:
        host, port = viewer.gateway
        (pathlib.Path(folder) / ".curlrc").write_text(f'connect-to = "::{host}:{port}"\nheader = "X-Forwarded-Proto: https"\n')
        command = [stack.template.parent / "scripts/smoke.sh", f"http://{viewer.domain}/api/v1", origin]
        subprocess.run(command, check=True, env={**os.environ, "CURL_HOME": folder})


def the_api_answers_behind_cloudfront(stack):
    """A page in cookie mode, whose browser sends headers that CloudFront must pass on, and some that it must not believe."""
    viewer = Viewer(stack)
    same_origin = {"origin": f"https://{viewer.domain}", "sec_fetch_site": "same-origin"}
    forged = {"true_client_ip": "198.51.100.1", "cloudfront_viewer_address": "198.51.100.1:443", "x_forwarded_for": "198.51.100.1", "x_origin_verify": "guess"}
    email = f"{uuid.uuid4()}@example.com"
    viewer.call(201, "POST", "/users/", {"email": email, "password": PASSWORD}, **same_origin, **forged)
    login = {"username": email, "password": PASSWORD, "session": "cookie"}
    headers, tokens = viewer.call(200, "POST", "/login", login, **same_origin, **forged)
    cookie = headers["set-cookie"].split(";")[0]
    is_own = headers["cache-control"] == "no-store" and "content-security-policy" not in headers
    check(cookie.startswith("__Host-") and is_own, f"a login through CloudFront has other headers than the API's: {sorted(headers)}")
    _, tokens = viewer.call(200, "POST", "/refresh", {}, cookie=cookie, **same_origin)
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    _, sessions = viewer.call(200, "GET", "/users/me/sessions", **bearer)
    check(sessions["items"][0]["ip"] == VIEWER_ADDRESS, f"the API takes {sessions['items'][0]['ip']} for the client's address")

    key = {"idempotency_key": str(uuid.uuid4())}
    first, task = viewer.call(201, "POST", "/tasks/", {"title": "Milk"}, **bearer, **key)
    _, again = viewer.call(201, "POST", "/tasks/", {"title": "Milk"}, **bearer, **key)
    check(task["id"] == again["id"], "CloudFront does not send Idempotency-Key")
    changed, _ = viewer.call(200, "PATCH", f"/tasks/{task['id']}", {"title": "Bread"}, if_match=first["etag"], **bearer)
    check(changed["etag"] != first["etag"], "a change did not change the ETag")
    viewer.call(412, "PATCH", f"/tasks/{task['id']}", {"title": "Milk"}, if_match=first["etag"], **bearer)
    viewer.call(201, "POST", "/tasks/", {"title": "Tea"}, **bearer)
    _, page = viewer.call(200, "GET", "/tasks/?limit=1&cursor=", **bearer)
    check(len(page["items"]) == 1 and page["next_cursor"], f"CloudFront does not send the query: {page}")
    headers, problem = viewer.call(404, "GET", "/tasks/1", **bearer)
    check(headers["content-type"] == "application/problem+json" and problem["status"] == 404, f"an error of the API became {problem}")
    viewer.call(401, "GET", "/tasks/")
    check(viewer.send("GET", "/api/v1/health", scheme="http")[0] == 403, "the API is reached without TLS")
    viewer.call(204, "DELETE", "/users/me", {"password": PASSWORD}, **bearer)
