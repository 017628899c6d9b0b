import { pickedChoice } from "./director.mjs";
import { readFields, send } from "./http.mjs";
import { pickerHeaders, pickerPage, plainPage } from "./picker-page.mjs";

/**
 * The page of one authorization: whom a test has queued comes back at once, otherwise the developer picks.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {object} options
 * @param {import("./director.mjs").ProviderName} options.provider
 * @param {string} options.providerName
 * @param {string} options.appOrigin
 * @param {import("./director.mjs").Director} options.director
 * @param {() => Promise<{ scopes: string[] } | null>} options.find
 * @param {(choice: import("./director.mjs").Choice) => Promise<void>} options.finish
 */
export async function servePicker(request, response, { provider, providerName, appOrigin, director, find, finish }) {
  const authorization = await find();
  const html = ({ status, text }) =>
    send(response, { status, type: "text/html", text, headers: pickerHeaders(appOrigin) });
  if (!authorization) return html({ status: 410, text: plainPage("This authorization is over", goBack) });
  const shown = { providerName, appOrigin, scopes: authorization.scopes };
  if (request.method !== "POST") {
    const queued = director.takeNext(provider);
    return queued ? await finish(queued) : html({ status: 200, text: pickerPage(shown) });
  }
  const choice = pickedChoice(await readFields(request));
  if (choice) return await finish(choice);
  html({
    status: 400,
    text: pickerPage({ ...shown, fault: "Choose a person, and type an address where one is asked for." }),
  });
}

const goBack = "It was answered already, or it belongs to another browser. Go back to your app and start again.";
