import type { FastifySwaggerUiOptions } from "@fastify/swagger-ui";

const mark =
  '<rect width="24" height="24" rx="6" fill="#b3372a"/><path d="M7 18V9.5a5 5 0 0 1 10 0V18M4.5 18h15M12 12.5V18" ' +
  'fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>';
const svg = (size: string, inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" height="30">${inner}</svg>`;
const name =
  '<text x="32" y="17" font-family="sans-serif" font-size="14" font-weight="600" fill="#fff">Hutong API</text>';

/** The documentation's page in our own name. Its many routes are folded by family, and found by a word of theirs. */
export const docsLook: Pick<FastifySwaggerUiOptions, "logo" | "theme" | "uiConfig"> = {
  logo: {
    type: "image/svg+xml",
    content: Buffer.from(svg("120 24", `${mark}${name}`)),
    href: "/docs",
    target: "_self",
  },
  theme: {
    title: "Hutong 互通 · API",
    favicon: [
      {
        ...{ filename: "hutong.svg", rel: "icon", type: "image/svg+xml", sizes: "any" },
        content: Buffer.from(svg("24 24", mark)),
      },
    ],
  },
  uiConfig: {
    ...{ validatorUrl: null, deepLinking: true, persistAuthorization: false },
    ...{ docExpansion: "none", defaultModelsExpandDepth: -1, filter: true },
  },
};
