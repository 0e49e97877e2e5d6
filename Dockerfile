# One image for both roles: `gateway` (the default) or `worker`.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node src/start.mjs build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends tini ca-certificates fonts-dejavu-core \
  && rm -rf /var/lib/apt/lists/* && mkdir /data && chown node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The page's styles and drawings, and how errors are written down, are read from where they are written.
COPY --from=build /app/adapters/web/page ./adapters/web/page
COPY --from=build /app/worker/failure-converter.cjs ./worker/failure-converter.cjs
USER node
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["tini", "--", "node", "--enable-source-maps", "dist/app/main.js"]
CMD ["gateway"]
