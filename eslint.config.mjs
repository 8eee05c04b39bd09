// Rules for the addons' JavaScript. The packages live in .odoo/node (`make env` and
// `make lint` put them there), so they are looked up from that folder.
import {createRequire} from "node:module";

const require = createRequire(new URL("./.odoo/node/", import.meta.url));
const js = require("@eslint/js");
const globals = require("globals");

export default [
    {ignores: [".odoo/**", "**/static/lib/**", "**/node_modules/**"]},
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {
                ...globals.browser,
                Chart: "readonly",
                luxon: "readonly",
                odoo: "readonly",
            },
        },
        rules: {
            curly: "error",
            eqeqeq: ["error", "always", {null: "ignore"}],
            "no-console": "error",
            "no-debugger": "error",
            "no-eval": "error",
            "no-implicit-globals": "error",
            "no-shadow": ["error", {builtinGlobals: false}],
            "no-undef-init": "error",
            "no-unused-vars": ["error", {args: "after-used"}],
            "no-useless-return": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": ["error", {destructuring: "all"}],
            "sort-imports": ["error", {ignoreCase: true, ignoreDeclarationSort: true}],
        },
    },
];
