"""The checks of the page in template.yaml for one set of parameters: a bucket and CloudFront, in front of the API too.

Each check receives the resources, evaluated as by CloudFormation, and the parameters, and yields findings, one sentence
each.
"""

from sam_findings import PROXIED, of_kind

KINDS = {f"AWS::CloudFront::{name}" for name in ("Distribution", "Function", "OriginAccessControl", "ResponseHeadersPolicy")}
METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
MAX_NAME_CHARACTERS = 64  # of a function and of an origin access control
LONG_STACK_NAME, LONG_REGION = "todo-lambda-production", "ap-southeast-1"

# AWS's managed policies (using-managed-cache-policies.html and using-managed-origin-request-policies.html in the
# CloudFront Developer Guide).
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def page(resources, parameters):
    distributions = of_kind(resources, "AWS::CloudFront::Distribution")
    if parameters.get("Page") != "on":
        for name in sorted(name for name, resource in resources.items() if resource["Type"] in KINDS or name in ("PageBucket", "ProxySecret")):
            yield f"{name} exists without the page"
        return
    if len(distributions) != 1:
        yield f"the page has the distributions {sorted(distributions)}"
        return
    (name, properties), = distributions.items()
    configuration = properties["DistributionConfig"]
    for check in (bucket, names, distribution, files, api, proxy_secret):
        yield from (f"{name}: {finding}" for finding in check(resources, parameters, configuration))


def origin(configuration, identifier):
    return next(found for found in configuration["Origins"] if found["Id"] == identifier)


def bucket(resources, _, configuration):
    policy = resources["PageBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = [statement for statement in policy if statement["Effect"] == "Allow"]
    source = {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::123456789012:distribution/${PageDistribution}"}}
    if [(statement["Action"], statement["Principal"], statement.get("Condition")) for statement in allowed] != [
            ("s3:GetObject", {"Service": "cloudfront.amazonaws.com"}, source)]:
        yield f"the bucket allows {allowed}"
    if {"Bool": {"aws:SecureTransport": "false"}} not in [statement.get("Condition") for statement in policy if statement["Effect"] == "Deny"]:
        yield "the bucket accepts requests without TLS"
    access = origin(configuration, "page")
    if access["S3OriginConfig"]["OriginAccessIdentity"] or access.get("OriginAccessControlId") != {"Fn::GetAtt": ["PageBucketAccess", "Id"]}:
        yield "the bucket is not read by an origin access control"
    control = resources["PageBucketAccess"]["Properties"]["OriginAccessControlConfig"]
    if (control["SigningBehavior"], control["SigningProtocol"], control["OriginAccessControlOriginType"]) != ("always", "sigv4", "s3"):
        yield "CloudFront does not sign every request to the bucket"


def names(resources, *_):
    named = [(kind, properties.get("Name") or properties["OriginAccessControlConfig"]["Name"])
             for kind in ("AWS::CloudFront::Function", "AWS::CloudFront::OriginAccessControl") for properties in of_kind(resources, kind).values()]
    for kind, name in named:
        if "todo-lambda-dev" not in name or "eu-central-1" not in name:
            yield f"the name {name} is not that of a stack in a region, so a second stack cannot have a page"
        longest = name.replace("todo-lambda-dev", LONG_STACK_NAME).replace("eu-central-1", LONG_REGION)
        if len(longest) > MAX_NAME_CHARACTERS:
            yield f"the name {longest} is too long for {kind}"
    for name, function in of_kind(resources, "AWS::CloudFront::Function").items():
        if function.get("AutoPublish") is not True:
            yield f"{name} is not published"


def distribution(_, parameters, configuration):
    domain = parameters.get("PageDomainName")
    if configuration.get("Aliases", []) != ([domain] if domain else []):
        yield f"has the domain names {configuration.get('Aliases')}"
    certificate = configuration["ViewerCertificate"]
    if domain and (certificate.get("AcmCertificateArn") != parameters["PageCertificateArn"] or not
                   certificate.get("MinimumProtocolVersion", "").startswith("TLSv1.2")):
        yield f"has the certificate {certificate}"
    if configuration["HttpVersion"] != "http2and3" or configuration["DefaultRootObject"] != "index.html":
        yield "does not speak HTTP/2 and HTTP/3, or has no index.html"
    if configuration["PriceClass"] != parameters.get("PagePriceClass", "PriceClass_100"):
        yield f"has the price class {configuration['PriceClass']}"
    # They apply to all behaviors: an error of the API would become the page.
    if "CustomErrorResponses" in configuration:
        yield "replaces the API's errors"


def files(_, __, configuration):
    behavior = configuration["DefaultCacheBehavior"]
    if behavior["TargetOriginId"] != "page" or set(behavior["AllowedMethods"]) != {"GET", "HEAD"}:
        yield "does not read files from the bucket"
    if behavior["ViewerProtocolPolicy"] != "redirect-to-https" or behavior.get("Compress") is not True:
        yield "sends files without TLS or uncompressed"
    if behavior["CachePolicyId"] != CACHING_OPTIMIZED or "OriginRequestPolicyId" in behavior:
        yield "caches files under more than their path, or sends the bucket what it needs not"
    if behavior.get("ResponseHeadersPolicyId") != {"Ref": "PageHeaders"}:
        yield "sends files without the page's headers"
    if functions_of(behavior) != ["PageRoutes"]:
        yield "does not answer the page's routes"


def api(resources, parameters, configuration):
    behaviors = configuration["CacheBehaviors"]
    if [behavior["PathPattern"] for behavior in behaviors] != ["/api/*"]:
        yield f"has the behaviors {[behavior['PathPattern'] for behavior in behaviors]}"
    behavior = behaviors[0]
    if behavior["TargetOriginId"] != "api" or set(behavior["AllowedMethods"]) != METHODS:
        yield "does not send every method to the API"
    if behavior["ViewerProtocolPolicy"] != "https-only":
        yield "accepts tokens without TLS"
    if behavior["CachePolicyId"] != CACHING_DISABLED:
        yield "caches the API's responses"
    if behavior.get("OriginRequestPolicyId") != ALL_VIEWER_EXCEPT_HOST:
        yield "does not send the API what it needs, or sends the wrong Host"
    if "ResponseHeadersPolicyId" in behavior:
        yield "changes the API's headers"
    if functions_of(behavior) != ["ApiClientAddress"]:
        yield "does not tell the API the address of its client"
    closed = parameters.get("DisableExecuteApiEndpoint") == "true"
    expected = parameters["DomainName"] if closed else "${Api}.execute-api.eu-central-1.amazonaws.com"
    found = origin(configuration, "api")
    if found["DomainName"] != expected:
        yield f"looks for the API at {found['DomainName']}"
    if (found["CustomOriginConfig"]["OriginProtocolPolicy"], found["CustomOriginConfig"]["OriginSSLProtocols"]) != ("https-only", ["TLSv1.2"]):
        yield "sends requests to the API without TLS 1.2"


def proxy_secret(resources, parameters, configuration):
    name = parameters.get("TrustedProxySecretName", "${ProxySecret}")
    expected = f"{{{{resolve:secretsmanager:{name}}}}}"
    headers = {header["HeaderName"]: header["HeaderValue"] for header in origin(configuration, "api")["OriginCustomHeaders"]}
    if headers != {"X-Origin-Verify": expected}:
        yield f"sends the API the headers {headers}"
    if ("ProxySecret" in resources) != ("TrustedProxySecretName" not in parameters):
        yield "has no secret, or one that nobody uses"
    required = parameters.get("RequireTrustedProxy") == "on"
    for function, properties in of_kind(resources, "AWS::Lambda::Function").items():
        variables = properties["Environment"]["Variables"]
        reads = function in PROXIED or required
        if "TRUSTED_PROXY_SECRET" in variables and variables["TRUSTED_PROXY_SECRET"] != (expected if reads else ""):
            yield f"{function} has the proxy's secret {variables['TRUSTED_PROXY_SECRET']}"


def functions_of(behavior):
    found = behavior.get("FunctionAssociations", [])
    return [one["FunctionARN"]["Fn::GetAtt"][0] for one in found if one["EventType"] == "viewer-request"] if len(found) == 1 else found
