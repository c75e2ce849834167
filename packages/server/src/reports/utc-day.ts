/** The SQL for the day of UTC of a row: by this plain division it is grouped first, and then days into months or years, which take a calendar. */
export const DAY = `date_bin('1 day', datetime, '2000-01-01T00:00:00Z')`
