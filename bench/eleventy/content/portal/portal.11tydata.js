export default { layout: null, eleventyExcludeFromCollections: true };
