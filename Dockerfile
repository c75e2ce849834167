# The server with everything it needs, for a PostgreSQL given by DATABASE_URL.
FROM node:22-bookworm-slim AS build
WORKDIR /rollcall
RUN npm install --global pnpm@12
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
RUN pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile \
 && pnpm build \
 && pnpm --filter rollcall-server --prod deploy /server \
 && pnpm --filter rollcall --prod deploy /cli

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 ROLLCALL_HOME=/var/lib/rollcall
COPY --from=build /server /opt/rollcall/server
COPY --from=build /cli /opt/rollcall/cli
RUN ln -s /opt/rollcall/server/dist/main.js /usr/local/bin/rollcall-server \
 && ln -s /opt/rollcall/cli/dist/main.js /usr/local/bin/rollcall \
 && chmod +x /opt/rollcall/*/dist/main.js \
 && install --directory --owner=node --group=node --mode=0700 /var/lib/rollcall
USER node
WORKDIR /var/lib/rollcall
VOLUME /var/lib/rollcall
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node does not reap strangers or pass signals on as process 1 should; docker-compose.yml sets `init: true`.
CMD ["rollcall-server", "serve"]
