# The service as an image; `docker run IMAGE VERB …` runs one of the program's verbs.
# It needs a PostgreSQL with PostGIS: ConnectionStrings__Matching.
# Untried: no Docker engine was at hand where this was written.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json *.props *.txt .editorconfig ./
COPY db db
COPY src src
RUN dotnet publish src/Matching -c Release -o /app -p:UseAppHost=false

# "extra" has the languages and time zones that the plain chiseled image leaves out; neither has a shell.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "Matching.dll"]
CMD ["serve"]
