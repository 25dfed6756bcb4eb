# One static binary on a small system, as a user without rights.
#
#   docker build --build-arg VERSION=$(git describe --tags --always) -t regulars .
#   docker run -p 8080:8080 -v regulars:/data regulars
#
# The volume holds the embedded database and the keyset. With PostgreSQL (-e REGULARS_DATABASE_URL=postgres://…)
# it holds the keyset alone: keep a copy of /data/keyset.json elsewhere, without it personal data cannot be read.

FROM node:22-alpine AS pages
WORKDIR /src
COPY web/package.json web/package-lock.json web/
RUN cd web && npm ci
COPY internal/api/testdata/openapi.json internal/api/testdata/
COPY web web
RUN cd web && npm run types && npm run build

FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/web/dist web/dist
ARG VERSION=docker
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/regulars ./cmd/regulars

FROM alpine:3.22
# Time zones of merchants, certificates to know a database by.
RUN apk add --no-cache ca-certificates tzdata \
 && adduser -D -H -u 10001 regulars \
 && install -d -o regulars -g regulars -m 0700 /data
COPY --from=build /out/regulars /usr/local/bin/regulars
USER 10001:10001
ENV REGULARS_DATA=/data \
    REGULARS_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz || exit 1
ENTRYPOINT ["/usr/local/bin/regulars"]
CMD ["serve"]
