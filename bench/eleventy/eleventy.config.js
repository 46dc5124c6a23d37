import { readFileSync } from "node:fs";
import yaml from "js-yaml";
import { articlesOf, feedsOf, monthsOf, termsOf, yearsOf } from "./parts/grouping.js";

export default function (eleventy) {
  eleventy.addDataExtension("yaml", (text) => yaml.load(text));
  eleventy.amendLibrary("md", (markdown) => markdown.set({ html: false, typographer: true }));
  eleventy.addPassthroughCopy({ static: "/" });
  eleventy.addCollection("news", articlesOf);
  eleventy.addCollection("terms", termsOf);
  eleventy.addCollection("years", yearsOf);
  eleventy.addCollection("months", monthsOf);
  const agency = yaml.load(readFileSync("data/agency.yaml", "utf-8"));
  eleventy.addCollection("feeds", (api) => feedsOf(api, agency));
  eleventy.setQuietMode(true);
}

// No template language is run over the articles: that is the fastest that Eleventy can be.
export const config = {
  dir: { input: "content", includes: "../_includes", data: "../data", output: "public" },
  markdownTemplateEngine: false,
  htmlTemplateEngine: false,
  templateFormats: ["md", "11ty.js"],
};
