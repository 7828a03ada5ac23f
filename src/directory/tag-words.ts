/** Categories that the house knows by name; a marketplace's own stand as they were written. */
export const categoryWords: Readonly<Record<string, { zh: string; en: string }>> = {
  books: { zh: "图书", en: "Books" },
  cloth: { zh: "布艺", en: "Cloth" },
  food: { zh: "食品", en: "Food" },
  fruit: { zh: "鲜果", en: "Fruit" },
  sports: { zh: "运动", en: "Sports" },
  stationery: { zh: "文具", en: "Stationery" },
  tea: { zh: "茶叶", en: "Tea" },
  toys: { zh: "玩具", en: "Toys" },
};
