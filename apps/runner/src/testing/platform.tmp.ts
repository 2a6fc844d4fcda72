import path from "node:path";
import { openDatabase } from "../../../../tools/start/database.ts";
import { environmentOf } from "../../../../tools/start/environment.ts";
import { openHome, openSecrets, ROOT } from "../../../../tools/start/home.ts";
import { seedTeam } from "../../../../tools/start/seed.ts";
import { startService } from "../../../../tools/start/service.ts";
const home = openHome("/tmp/rt/cap");
const secrets = openSecrets(home);
const database = await openDatabase(home, secrets);
const apiPort = 4123, apiUrl = `http://127.0.0.1:${apiPort}`, webUrl = "http://127.0.0.1:3123";
const api = startService({ name: "API", args: ["apps/api/src/main.ts"], cwd: ROOT, restart: true, onDeath: console.error, stopMs: 20000, logFile: path.join(home.logs, "API.log"), env: environmentOf("API", { HOST: "127.0.0.1", API_PORT: String(apiPort), PUBLIC_URL: apiUrl, WEB_ORIGIN: webUrl, DATABASE_APP_URL: database.appUrl, DATABASE_SYSTEM_URL: database.systemUrl, AUTH_SECRET: secrets.auth, OBJECTS_DIR: home.objects, OBJECTS_SECRET: secrets.objects, CACHE_DIR: path.join(home.folder, "cache"), LINKED_FOLDERS: "/tmp/rt" }) });
for (let i = 0; i < 100; i++) { const r = await fetch(`${apiUrl}/readyz`).catch(() => null); if (r?.ok) break; await new Promise((r) => setTimeout(r, 200)); }
const { local, state } = await seedTeam(home, apiUrl, webUrl);
console.log("READY", JSON.stringify(local), state.runnerToken, api.pid());
process.on("SIGTERM", async () => { await api.stop(); await database.stop(); process.exit(); });
setInterval(() => {}, 1000);
