"""Checks that docs/deployer-policy.json allows what AWS's schemas require for the template's types of resources."""

import fnmatch
import json
import pathlib

from sam_versions import schema

POLICY = pathlib.Path(__file__).parent.parent / "docs/deployer-policy.json"
LARGEST_POLICY = 6144  # characters of a managed policy, without white space
# Actions of features that the template does not use.
UNUSED = [
    "cloudfront:*ConnectionGroup", "cloudfront:GetVpcOrigin", "cloudfront:UpdateDistributionWithStagingConfig",
    "ec2:*", "elasticfilesystem:*", "firehose:*", "kinesis:*", "kms:*", "s3files:*", "s3tables:*",
    "codedeploy:RegisterOnPremisesInstance", "iam:*PermissionsBoundary", "iam:CreateServiceLinkedRole",
    "dynamodb:*Item", "dynamodb:*Replica", "dynamodb:*KinesisStreamingDestination", "dynamodb:DeleteResourcePolicy", "dynamodb:ImportTable",
    "dynamodb:PutResourcePolicy", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateContributorInsights",
    "lambda:*CapacityProvider", "lambda:*FunctionCodeSigningConfig", "lambda:*ProvisionedConcurrencyConfig", "lambda:AssociateRuntimeAlias",
    "lambda:GetCodeSigningConfig", "lambda:GetLayerVersion", "lambda:PutFunctionRecursionConfig", "lambda:PutFunctionScalingConfig",
    "lambda:PutRuntimeManagementConfig",
    "logs:*DataProtectionPolicy", "logs:*IndexPolicy", "logs:*KmsKey", "logs:*LogEvents", "logs:*LogStream*", "logs:DeleteResourcePolicy",
    "logs:PutBearerTokenAuthentication", "logs:PutLogGroupDeletionProtection", "s3:REST.PUT.OBJECT",
    "s3:*BucketMetadata*", "secretsmanager:*Replication", "secretsmanager:ReplicateSecretToRegions",
    "sns:PutDataProtectionPolicy",
]


def missing(resources):
    """Yields each missing permission, with the type of resource that needs it."""
    policy = json.loads(POLICY.read_text(encoding="utf-8"))
    if (size := len(json.dumps(policy, separators=(",", ":")))) > LARGEST_POLICY:
        yield f"{POLICY.name} has {size} characters, and IAM accepts {LARGEST_POLICY}"
    actions = [statement["Action"] for statement in policy["Statement"]]
    allowed = {action for some in actions for action in ([some] if isinstance(some, str) else some)}
    for kind in sorted({resource["Type"] for resource in resources.values()}):
        handlers = schema(kind)["handlers"]
        needed = {action for name in ("create", "read", "update", "delete") for action in handlers.get(name, {}).get("permissions", [])}
        for action in sorted(needed):
            if not any(fnmatch.fnmatch(action.lower(), pattern.lower()) for pattern in [*allowed, *UNUSED]):
                yield f"{POLICY.name} does not allow {action} for {kind}"
