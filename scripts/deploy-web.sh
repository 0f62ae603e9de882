#!/usr/bin/env bash
# Puts the page's files into the bucket of a stack that was deployed with Page=on, and prints the page's URL.
#
#     scripts/deploy-web.sh STACK [--region REGION] [--build | --files FOLDER] [--prune]
#
# The files are those in web/app/dist, which holds the compiled page. With --build it is compiled there anew, which needs
# Node and the sources. With --files those in FOLDER, such as a page of your own.
#
# Files below assets/ are kept for a year by browsers and CloudFront, so each needs a hash of its content in its name.
# They go first, and index.html, which names them, last: at no time does a page ask for a file that is not there yet.
# Files of former versions stay, because pages that are still open may load them. With --prune they are deleted.
#
# Needs the AWS CLI, and its credentials.
set -euo pipefail

usage() { echo "usage: deploy-web.sh STACK [--region REGION] [--build | --files FOLDER] [--prune]" >&2; exit 2; }
fail() { echo "$*" >&2; exit 1; }

stack="" files="" build="" prune=""
while (($#)); do
    case $1 in
        --region) export AWS_REGION="${2:-}" AWS_DEFAULT_REGION="${2:?the name of a region}" && shift ;;
        --files) files=$(cd "${2:?a folder}" && pwd) && shift ;;
        --build) build=yes ;;
        --prune) prune=yes ;;
        -*) usage ;;
        *) [[ -z $stack ]] || usage; stack=$1 ;;
    esac
    shift
done
[[ -n $stack && ( -z $build || -z $files ) ]] || usage
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export AWS_PAGER=""

if [[ -n $build ]]; then
    [[ -f web/package.json ]] || fail "--build needs the sources of the page, which a bundle does not contain"
    npm --prefix web ci
    npm --prefix web run build
fi
files=${files:-$PWD/web/app/dist}
[[ -f $files/index.html ]] || fail "there is no index.html in $files"

# output NAME: an output of the stack.
output() {
    local value
    value=$(aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue | [0]" --output text) || exit
    [[ -n $value && $value != None ]] || fail "the stack $stack has no page: deploy it with Page=on"
    echo "$value"
}

# The AWS CLI would take the types from the machine's own list, which may lack some.
content_type() {
    case $1 in
        *.html) echo "text/html; charset=utf-8" ;;
        *.js) echo "text/javascript; charset=utf-8" ;;
        *.css) echo "text/css; charset=utf-8" ;;
        *.txt) echo "text/plain; charset=utf-8" ;;
        *.md) echo "text/markdown; charset=utf-8" ;;
        *.svg) echo image/svg+xml ;;
        *.png) echo image/png ;;
        *.webp) echo image/webp ;;
        *.ico) echo image/x-icon ;;
        *.woff2) echo font/woff2 ;;
        *.json | *.map) echo application/json ;;
        *.webmanifest) echo application/manifest+json ;;
        *) fail "$1: scripts/deploy-web.sh does not know the type of this file" ;;
    esac
}

# upload PATH CACHING TYPE [OPTION...]
upload() {
    aws s3 cp "$files/$1" "s3://$bucket/$1" --cache-control "$2" --content-type "$3" --no-progress "${@:4}" </dev/null
}

keys() { (cd "$files" && find . -type f | cut -c 3- | LC_ALL=C sort); }

# Nothing is uploaded if a file is unfit.
keys | while read -r key; do
    content_type "$key" >/dev/null
    [[ $key != assets/* || $key =~ -[A-Za-z0-9_-]{8}\.[a-z0-9.]+$ ]] || fail "$key has no hash in its name, but would be kept for a year"
done

bucket=$(output PageBucket)
distribution=$(output PageDistribution)
url=$(output PageUrl)
for extension in $(keys | sed -n 's,^assets/.*\.,,p' | sort -u); do
    type=$(content_type "x.$extension")
    upload assets "public, max-age=31536000, immutable" "$type" --recursive --exclude '*' --include "*.$extension"
done
for key in $(keys | grep -v -e '^assets/' -e '^index\.html$') index.html; do
    type=$(content_type "$key")
    upload "$key" "no-cache" "$type"
done

if [[ -n $prune ]]; then
    stored=$(aws s3api list-objects-v2 --bucket "$bucket" --query 'Contents[].Key' --output text | tr '\t' '\n' | LC_ALL=C sort)
    LC_ALL=C comm -23 <(echo "$stored") <(keys) | while read -r key; do
        aws s3 rm "s3://$bucket/$key" --only-show-errors </dev/null
        echo "deleted $key"
    done
fi

invalidation=$(aws cloudfront create-invalidation --distribution-id "$distribution" --paths / /index.html --query Invalidation.Id --output text)
aws cloudfront wait invalidation-completed --distribution-id "$distribution" --id "$invalidation"
echo "$url"
