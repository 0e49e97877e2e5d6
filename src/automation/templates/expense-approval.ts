import type { Template } from './template.ts';

export const expenseApproval: Template = {
  id: 'expense-approval',
  title: 'Expense approval',
  summary:
    'When an expense is handed in, asks you, or whom you name; a yes pays out exactly what was shown, a no and silence are told to whoever handed it in. Seven days of silence pay nothing.',
  parameters: [
    { name: 'most', label: 'Most one expense may be', kind: 'amount', example: '20,000', value: '20000' },
    { name: 'daily', label: 'Most it may pay out in a day', kind: 'amount', example: '50,000', value: '50000' },
    { name: 'phones', label: 'Numbers that may be paid', kind: 'phones', example: '+254712345678, +254722000000' },
    { name: 'who', label: 'Who decides', kind: 'text', example: 'owner', value: 'owner' },
    { name: 'wait', label: 'How long to wait for the answer', kind: 'duration', example: '7d', value: '7d' },
  ],
  sample: {
    amount: 3500,
    employee: 'Otieno',
    email: 'otieno@acme.example',
    phone: '+254712345678',
    reason: 'Taxi to the client',
  },
  definition: {
    name: 'Expense approval',
    description: 'Asks before an expense is paid out.',
    policy: { max_withdraw_amount: '[[most]]', daily_spend_limit: '[[daily]]', allowed_phone_numbers: '[[phones]]' },
    triggers: [{ type: 'webhook', service: 'custom', event: 'expense.submitted' }],
    steps: [
      {
        id: 'decision',
        service: 'flow',
        action: 'approve',
        params: {
          message: 'Pay {{ trigger.employee }} {{ trigger.amount }} for: {{ trigger.reason }}?',
          who: '[[who]]',
          guards: 'pay',
          may_change: ['amount'],
          timeout: '[[wait]]',
          reminders: ['1d', '3d'],
          on_silence: 'continue',
        },
      },
      {
        id: 'pay',
        service: 'payment',
        action: 'withdraw',
        params: {
          amount: '{{ trigger.amount }}',
          phone: '{{ trigger.phone }}',
          name: '{{ trigger.employee }}',
          description: '{{ trigger.reason }}',
        },
        condition: '{{ decision.approved }}',
        timeout: '5m',
      },
      {
        id: 'tell_paid',
        service: 'email',
        action: 'send_email',
        params: {
          to: '{{ trigger.email }}',
          subject: 'Your expense was approved',
          body: '{{ trigger.amount }} for “{{ trigger.reason }}” is on its way, reference {{ pay.tracking_id }}.',
        },
        condition: "{{ decision.approved && pay.status == 'success' }}",
      },
      {
        id: 'tell_rejected',
        service: 'email',
        action: 'send_email',
        needs: ['decision'],
        params: {
          to: '{{ trigger.email }}',
          subject: 'Your expense was not approved',
          body: '{{ trigger.amount }} for “{{ trigger.reason }}” was not approved.',
        },
        condition: '{{ decision.decision == "rejected" }}',
      },
      {
        id: 'tell_timeout',
        service: 'email',
        action: 'send_email',
        needs: ['decision'],
        params: {
          to: '{{ trigger.email }}',
          subject: 'Your expense was not decided in time',
          body: 'Nobody decided on {{ trigger.amount }} for “{{ trigger.reason }}” in time, so nothing was paid. Hand it in again.',
        },
        condition: '{{ decision.decision == "timeout" }}',
      },
    ],
  },
};
