export const departments = [
  'Finance', 'Logistics', 'Customer Care', 'Data Platform', 'Facilities', 'Legal', 'Manufacturing', 'Partnerships',
  'People Operations', 'Quality', 'Research', 'Security',
] // prettier-ignore

export const grades = [
  'Junior',
  'Associate',
  'Senior',
  'Lead',
  'Principal',
  'Staff',
  'Assistant',
  'Deputy',
  'Regional',
  'Chief',
]

export const roles = [
  'Accountant', 'Analyst', 'Architect', 'Auditor', 'Buyer', 'Chemist', 'Coordinator', 'Designer', 'Developer', 'Editor',
  'Engineer', 'Inspector', 'Lawyer', 'Librarian', 'Planner', 'Recruiter', 'Scientist', 'Technician',
] // prettier-ignore

export const givenNames = [
  'Ada', 'Amara', 'Bao', 'Björn', 'Chloé', 'Dmitri', 'Elif', 'Fatima', 'Goran', 'Hana', 'Inés', 'Jun', 'Kofi', 'Leila',
  'Mateo', 'Ngozi', 'Olga', 'Priya', 'Quentin', 'Rosa', 'Søren', 'Tariq', 'Ulla', 'Vikram', 'Wanjiru', 'Xin', 'Yusuf', 'Zofia',
] // prettier-ignore

export const familyNames = [
  'Abe', 'Bauer', 'Castillo', 'Diallo', 'Eriksen', 'Fischer', 'García', 'Haddad', 'Ivanova', 'Jansen', 'Kowalski', 'Lindqvist',
  'Moreau', 'Nakamura', "O'Neill", 'Petrov', 'Quispe', 'Rossi', 'Silva', 'Tanaka', 'Usman', 'Vargas', 'Weiss', 'Yılmaz', 'Zhang',
] // prettier-ignore
