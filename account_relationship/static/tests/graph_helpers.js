import {defineModels, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {animationFrame} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

/** The model of a chart, with those of the web client. */
export function defineChartModel(Model) {
    defineMailModels();
    defineModels([Model]);
}

/**
 * Draw a chart of ours, as it stands once its numbers are there.
 *
 * @param {string} resModel
 * @param {string} arch
 * @param {Object} [options] what `mountView` takes besides
 * @param {Object[]} [options.groups] what the server answers, else that of the records
 * @param {string} [options.headline] the sentence above it
 */
export async function mountChart(resModel, arch, options = {}) {
    const {groups, headline = "", ...others} = options;
    onRpc("get_headline", () => headline);
    if (groups) {
        onRpc(resModel, "formatted_read_group", () => groups);
    }
    const view = await mountView({type: "graph", resModel, arch, ...others});
    await animationFrame();
    return view;
}

/** A group as the server answers it. */
export function makeGroup(values, count = 1, domain = []) {
    return {...values, __count: count, __extra_domain: domain};
}
