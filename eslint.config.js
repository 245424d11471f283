import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["frontend/dist", "node_modules", ".venv", "site", "build", "docs", "var"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The content security policy forbids them in the browser; here they are found before.
      "no-eval": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "build elements; markup from text is a hole" },
        { property: "outerHTML", message: "build elements; markup from text is a hole" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["**/*.test.ts"], rules: { "no-restricted-properties": "off" } },
  { files: ["**/*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
