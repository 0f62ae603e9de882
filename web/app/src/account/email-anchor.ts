// Where other parts of the page find the panel of the email.
export const EMAIL_HASH = '#email';
export const EMAIL_HEADING = 'email-heading';
