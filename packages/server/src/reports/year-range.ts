/** The SQL for "in the year $1 of UTC", half-open, in a form that needs no calculation per row. */
export const IN_YEAR = `datetime >= make_timestamptz($1, 1, 1, 0, 0, 0, 'UTC') AND datetime < make_timestamptz($1, 1, 1, 0, 0, 0, 'UTC') + interval '1 year'`
