# The service as an image: `docker run IMAGE VERB …` runs one of the program's verbs.
# Untried as an image, for want of an engine; deploy/try does its steps one by one without any.
FROM node:22-bookworm-slim AS assets
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
COPY src/Matching src/Matching
RUN scripts/assets

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source

# Packages first: this layer stays until a version changes.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Matching/Matching.csproj src/Matching/packages.lock.json src/Matching/
RUN dotnet restore src/Matching --locked-mode

COPY db db
COPY src src
COPY --from=assets /source/src/Matching/wwwroot src/Matching/wwwroot
RUN dotnet publish src/Matching --no-restore -c Release -o out
# The executable finds Matching.dll beside it, whatever it is called itself.
RUN mv out/Matching out/matching && mkdir state

# "extra" has the languages and time zones that dates and cadences need; there is no shell in it, and no curl. So there
# is no HEALTHCHECK either: ask /health/live and /health/ready from outside, as proxies and orchestrators do.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra
# Nobody attaches to a process that holds what people wrote; without this it would also want a writable /tmp.
ENV DOTNET_EnableDiagnostics=0
ENV PATH=$PATH:/app
COPY --from=build /source/out /app
# The only folder that the program may write to, and only for the first key; a volume made here is its own.
COPY --from=build --chown=1654:1654 /source/state /var/lib/matching
WORKDIR /app
USER 1654:1654
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# It is gone 15 seconds after this at the latest: give it 20.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/matching"]
CMD ["serve"]
