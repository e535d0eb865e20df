/** Names as they come: quotes, accents, other scripts, and one as long as a form allows. */
export const given = {
  en: 'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Karen Aisha Chidi Wei Priya Kofi Mei Daniel Nancy Matthew Lisa Anthony Betty Mark Sandra'.split(
    ' ',
  ),
  es: 'José María Guadalupe Juan Ana Luis Rosa Carlos Carmen Jesús Lucía Miguel Elena Sofía Andrés Inés Raúl Begoña Óscar Ximena'.split(
    ' ',
  ),
} as const;
export const family = {
  en: [
    "O'Brien",
    "D'Angelo",
    'Smith-Jones',
    'St. Clair',
    'van der Berg',
    ...'Johnson Williams Brown Davis Miller Wilson Moore Taylor Anderson Okafor Nguyen Patel Kim Cohen Kowalski Müller Åström Hale Walker Young Allen King Wright Scott Hill Green Baker'.split(
      ' ',
    ),
  ],
  es: 'Reyes García Núñez Peña Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Ibáñez Muñoz Zúñiga Ortiz Castañeda Domínguez Vega'.split(
    ' ',
  ),
} as const;

/** Seen in every practice once; they break what was tested with Smith only. */
export const unusual = [
  { given: 'فاطمة', family: 'الزهراء' },
  { given: 'Bartholomew', family: 'Wolfeschlegelsteinhausenbergerdorffwelchevoralterx' },
  { given: 'Éloïse', family: "L'Hôpital" },
  { given: '小龍', family: '李' },
] as const;
