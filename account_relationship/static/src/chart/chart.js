import {onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";

/**
 * The colors of a chart, in the light or in the dark.
 *
 * @returns {{muted: string, text: string, main: string}} `muted` of lines behind it,
 *     `main` of what it is about
 */
export function getChartColors() {
    const scheme = cookie.get("color_scheme");
    return {
        muted: getCustomColor(scheme, "#d8dadd", "#3c3e4b"),
        text: getCustomColor(scheme, "#6c757d", "#b1b3bc"),
        main: getColor(0, scheme, "sm"),
    };
}

/**
 * Draw a chart on the `canvas` of a component, if it has one.
 *
 * @param {Function} getConfig returns what Chart.js is to draw
 * @param {Function} getDependencies returns what it is made of: it is drawn anew when
 *     one of these changes
 */
export function useChart(getConfig, getDependencies) {
    const canvas = useRef("canvas");
    onWillStart(() => loadBundle("web.chartjs_lib"));
    useEffect(() => {
        if (!canvas.el) {
            return;
        }
        const chart = new Chart(canvas.el, getConfig());
        return () => chart.destroy();
    }, getDependencies);
}
