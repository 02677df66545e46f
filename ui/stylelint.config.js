export default {
  extends: ['stylelint-config-standard', 'stylelint-plugin-logical-css/configs/recommended'],
  overrides: [{ files: ['**/*.svelte'], customSyntax: 'postcss-html' }],
  rules: {
    // Viewport units are the window's, which never writes sideways.
    'logical-css/require-logical-units': null,
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['global'] }],
    'no-descending-specificity': null,
    'custom-property-empty-line-before': null,
    'declaration-empty-line-before': null,
    'number-max-precision': null,
    // WebKit still wants the prefix.
    'property-no-vendor-prefix': [true, { ignoreProperties: [/box-decoration-break$/] }],
  },
};
